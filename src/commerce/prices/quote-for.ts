import { conflict, invalid } from '#kernel/errors.ts'
import * as library from '#library'
import type { Ctx } from '#platform/ctx.ts'
import { getOffer } from './get-offer.ts'
import { type Quote, quote } from './quote.ts'

/**
 * The quote for these items together, for whoever asks. Throws `order.not_for_sale`,
 * `order.already_owned`, `order.mixed_currencies`.
 */
export async function quoteFor(ctx: Ctx, itemIds: readonly string[]): Promise<Quote> {
  const held = await library.holds(ctx, [...itemIds])
  if (held.size > 0) throw conflict('order.already_owned')
  const offers = await Promise.all(itemIds.map((itemId) => getOffer(ctx, itemId)))
  const lines = offers.map(({ itemId, title, obstacle, price }) => {
    if (obstacle || !price) throw invalid('order.not_for_sale', { obstacle })
    return { itemId, title, price }
  })
  const currencies = new Set(lines.map(({ price }) => price.currency))
  const [currency] = currencies
  if (!currency || currencies.size > 1) throw invalid('order.mixed_currencies')
  return quote(lines, currency)
}
