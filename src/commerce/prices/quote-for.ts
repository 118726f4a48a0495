import { conflict, invalid } from '#kernel/errors.ts'
import * as library from '#library'
import type { Ctx } from '#platform/ctx.ts'
import { usableCoupons } from '../coupons/usable-coupons.ts'
import { getOffer } from './get-offer.ts'
import { type Quote, quote } from './quote.ts'

/**
 * The quote for these items together, with the best coupons of whoever asks. Throws
 * `order.not_for_sale`, `order.already_owned`, `order.mixed_currencies`.
 */
export async function quoteFor(ctx: Ctx, itemIds: readonly string[]): Promise<Quote> {
  const personId = ctx.actor.kind === 'person' ? ctx.actor.personId : null
  const held = personId
    ? await library.heldUntil(ctx, personId, itemIds)
    : new Map<string, library.Holding>()
  // What is held for a time may be bought again: the terms follow each other.
  if ([...held.values()].some(({ endsAt }) => endsAt === null)) {
    throw conflict('order.already_owned')
  }
  const offers = await Promise.all(itemIds.map((itemId) => getOffer(ctx, itemId)))
  const lines = offers.map(({ itemId, title, obstacle, price, months }) => {
    if (obstacle || !price) throw invalid('order.not_for_sale', { obstacle })
    return { itemId, title, price, months }
  })
  const currencies = new Set(lines.map(({ price }) => price.currency))
  const [currency] = currencies
  if (!currency || currencies.size > 1) throw invalid('order.mixed_currencies')
  // What costs nothing is not piled up; what a coupon makes free is, once.
  if (held.size > 0 && lines.every(({ price }) => price.minor === 0n)) {
    throw conflict('order.already_owned')
  }
  const coupons = personId ? await usableCoupons(ctx, personId, itemIds) : []
  return quote(lines, currency, coupons)
}
