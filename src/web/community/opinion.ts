import * as catalog from '#catalog'
import * as community from '#community'
import { invalid } from '#kernel/errors.ts'
import { itemPath } from '../catalog/cards/card.ts'
import { go, readForm } from '../shell/go.ts'
import { ctxOf } from '../shell/visit.ts'
import type { Route } from './+types/opinion'

/** A link here changes nothing: only the forms below an item do. */
export function loader() {
  throw go('/')
}

export async function action({ context, params, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  const { itemId } = params
  const item = await catalog.getItem(ctx, itemId)
  const intent = field('intent')
  if (intent === 'like' || intent === 'bookmark') {
    await community.setMark(ctx, { itemId, kind: intent, on: field('on') === 'yes' })
  } else if (intent === 'rate') {
    await community.rateItem(ctx, { itemId, stars: Number(field('stars')) })
  } else if (intent === 'unrate') {
    await community.rateItem(ctx, { itemId, stars: null })
  } else {
    throw invalid('form.unknown_intent')
  }
  return go(`${itemPath(item)}#opinion`)
}
