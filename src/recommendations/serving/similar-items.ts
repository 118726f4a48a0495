import * as commerce from '#commerce'
import type { Ctx } from '#platform/ctx.ts'
import { recommend } from '../models/recommend.ts'
import { loadServed } from '../store/load-served.ts'
import { showable } from './showable.ts'

/** Twice what is shown and more, as some are held or gone. */
const CANDIDATES = 40

/**
 * What goes with an item: what the chosen model makes of somebody who did nothing but this, filled
 * up by what is about the same. The same for everybody but for what they hold; empty before the
 * first training.
 */
export async function similarItems(
  ctx: Ctx,
  itemId: string,
  count: number,
): Promise<commerce.ShopCard[]> {
  const model = await loadServed(ctx)
  const item = model?.numberOf.get(itemId)
  if (!model || item === undefined) return []
  const only = { items: Uint32Array.of(item), weights: Float32Array.of(1) }
  const best = new Set<string>()
  for (const recommender of [model.chosen, model.content]) {
    if (!recommender) continue
    const scores = new Float32Array(model.itemIds.length)
    recommender.score(only, scores)
    const { items, scores: kept } = recommend(scores, { count: CANDIDATES, exclude: [item] })
    // What scores nothing is not like it; a hybrid's zero is the mean of all.
    const alike = items.filter((_, at) => (kept[at] ?? 0) > 0)
    for (const number of alike) best.add(model.itemIds[number] ?? '')
  }
  const able = await showable(ctx, [...best])
  const ids = [...best].filter((id) => able.has(id)).slice(0, count)
  return commerce.shopCardsOf(ctx, ids)
}
