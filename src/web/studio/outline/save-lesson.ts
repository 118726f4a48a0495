import { readJson } from '#api'
import * as catalog from '#catalog'
import { notFound } from '#kernel/errors.ts'
import { ctxOf } from '../../shell/visit.ts'
import type { Route } from './+types/save-lesson'

export function loader() {
  throw notFound('page.not_found')
}

/** The lesson editor's autosave: the fields that changed. */
export async function action({ context, params, request }: Route.ActionArgs) {
  const changes = await readJson(request, catalog.lessonChanges)
  await catalog.saveLesson(ctxOf(context), params.lessonId, changes)
  return Response.json({ saved: true })
}
