import * as library from '#library'
import { go, readForm } from '../shell/go.ts'
import { ctxOf } from '../shell/visit.ts'
import type { Route } from './+types/save-progress'

export function loader() {
  throw go('/library')
}

/** Where the reader stopped: `position` in ms (or percent of a text), `percent` at the furthest. */
export async function action({ context, params, request }: Route.ActionArgs) {
  const field = await readForm(request)
  await library.saveProgress(ctxOf(context), {
    lessonId: params.lessonId,
    positionMs: whole(field('position'), Number.MAX_SAFE_INTEGER),
    percent: whole(field('percent'), 100),
  })
  return new Response(null, { status: 204 })
}

function whole(text: string, most: number): number {
  return /^\d{1,12}$/.test(text) ? Math.min(Number(text), most) : 0
}
