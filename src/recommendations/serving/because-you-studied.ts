import * as catalog from '#catalog'
import * as commerce from '#commerce'
import type { Ctx } from '#platform/ctx.ts'
import { mayLearnFrom } from '../choices/may-learn-from.ts'
import { armOf } from '../experiment/arm-of.ts'
import { noteExposures } from '../experiment/note-exposures.ts'
import { getRecommendationSettings } from '../settings.ts'
import { readHistory } from '../signals/read-history.ts'
import { loadServed } from '../store/load-served.ts'
import { historyIn, judge } from './judge.ts'
import { sourcesOf } from './reason.ts'
import { showable } from './showable.ts'

export type Because = { studied: catalog.ItemCard; suggestions: commerce.ShopCard[] }

const CANDIDATES = 200
/** So few make no row. */
const MIN_ROW = 2

/**
 * “Because you studied …”: of what fits the person, the items whose score owes the most to one
 * thing they did, grouped by that thing; the largest group is the row. Null where there is none.
 */
export async function becauseYouStudied(ctx: Ctx, count: number): Promise<Because | null> {
  if (ctx.actor.kind !== 'person') return null
  const { personId } = ctx.actor
  const [settings, model] = await Promise.all([getRecommendationSettings(ctx), loadServed(ctx)])
  // Whoever is shown what is popular, to compare with, is shown nothing else of the model.
  if (!model || armOf(personId, settings) === 'control') return null
  if (!(await mayLearnFrom(ctx, personId, settings))) return null
  const past = await readHistory(ctx, personId, settings.weights)
  const history = historyIn(model, past)
  if (history.items.length === 0) return null
  const seen = new Set(past.map(({ itemId }) => itemId))
  const ids = judge(model, history, { count: CANDIDATES }).map(({ itemId }) => itemId)
  const able = await showable(ctx, ids)
  const bySource = new Map<string, string[]>()
  for (const itemId of ids) {
    const item = model.numberOf.get(itemId)
    if (item === undefined || !able.has(itemId) || seen.has(itemId)) continue
    const [source] = sourcesOf(model, history, item)
    if (!source) continue
    bySource.set(source.itemId, [...(bySource.get(source.itemId) ?? []), itemId])
  }
  const [largest] = [...bySource].sort(([, a], [, b]) => b.length - a.length)
  if (!largest || largest[1].length < MIN_ROW) return null
  const [studied] = (await catalog.cardsOf(ctx, [largest[0]])).values()
  if (!studied) return null
  const suggestions = await commerce.shopCardsOf(ctx, largest[1].slice(0, count))
  const shown = { place: 'because', arm: 'model', modelId: model.modelId } as const
  await noteExposures(ctx, { ...shown, items: suggestions })
  return { studied, suggestions }
}
