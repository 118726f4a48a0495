import { keepTaste } from '#api'
import { invalid } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import * as recommendations from '#recommendations'
import { go, readForm, safeNext } from '../shell/go.ts'
import { ctxOf, visitOf } from '../shell/visit.ts'
import type { Route } from './+types/dismiss'

/** A link here changes nothing: only the cross on a card does. */
export function loader() {
  throw go('/')
}

export async function action({ context, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  const itemId = field('itemId')
  if (!isId(itemId)) throw invalid('signal.invalid')
  const back = safeNext(field('next') || '/')
  if (ctx.actor.kind === 'person') {
    await recommendations.dismissItem(ctx, itemId)
    return go(back)
  }
  const { taste } = visitOf(context)
  return go(back, [keepTaste(recommendations.dismissFromTaste(taste, itemId))])
}
