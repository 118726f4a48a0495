import type { RouterContextProvider } from 'react-router'
import * as catalog from '#catalog'
import * as recommendations from '#recommendations'
import { ctxOf, visitOf } from '../shell/visit.ts'

/** A shelf with the titles of what its reasons name. */
export type Shelf = recommendations.Recommended & { titles: ReadonlyMap<string, string> }

export async function loadShelf(
  context: Readonly<RouterContextProvider>,
  count: number,
): Promise<Shelf> {
  const ctx = ctxOf(context)
  const taste = recommendations.readTaste(visitOf(context).taste)
  const found = await recommendations.recommendItems(ctx, { count, place: 'shelf', taste })
  const named = found.suggestions.flatMap(({ reason }) =>
    reason.kind === 'because' ? reason.from.map(({ itemId }) => itemId) : [],
  )
  const cards = await catalog.cardsOf(ctx, named)
  return { ...found, titles: new Map([...cards].map(([id, { title }]) => [id, title])) }
}
