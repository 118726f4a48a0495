import * as catalog from '#catalog'
import type { Ctx } from '#platform/ctx.ts'
import { mayLearnFrom } from '../choices/may-learn-from.ts'
import { getRecommendationSettings } from '../settings.ts'
import { readHistory } from '../signals/read-history.ts'
import type { Taste } from '../visitors/taste.ts'

export type ProfileEntry = { item: catalog.ItemCard /** Part of all weight, 0–1. */; share: number }

const MAX_ENTRIES = 12

/** What a shelf is made from, heaviest first: for the person themselves, in plain view. */
export async function profileOf(ctx: Ctx, taste: Taste): Promise<ProfileEntry[]> {
  const past = await pastOf(ctx, taste)
  const sum = past.reduce((all, { weight }) => all + weight, 0)
  const cards = await catalog.cardsOf(
    ctx,
    past.slice(0, MAX_ENTRIES).map(({ itemId }) => itemId),
  )
  return past.flatMap(({ itemId, weight }) => {
    const item = cards.get(itemId)
    return item ? [{ item, share: weight / sum }] : []
  })
}

async function pastOf(ctx: Ctx, taste: Taste) {
  if (ctx.actor.kind !== 'person')
    return taste.reads.toReversed().map((itemId) => ({ itemId, weight: 1 }))
  const { personId } = ctx.actor
  const { weights } = await getRecommendationSettings(ctx)
  return (await mayLearnFrom(ctx, personId)) ? readHistory(ctx, personId, weights) : []
}
