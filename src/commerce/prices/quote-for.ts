import { conflict, invalid } from '#kernel/errors.ts'
import * as library from '#library'
import type { Ctx } from '#platform/ctx.ts'
import { getOffer } from './get-offer.ts'
import { type Quote, quote } from './quote.ts'

/** The quote for one item, for whoever asks. Throws `order.not_for_sale`, `order.already_owned`. */
export async function quoteFor(ctx: Ctx, itemId: string): Promise<Quote> {
  const { obstacle, price, title } = await getOffer(ctx, itemId)
  if (obstacle || !price) throw invalid('order.not_for_sale', { obstacle })
  if ((await library.holds(ctx, [itemId])).has(itemId)) throw conflict('order.already_owned')
  return quote([{ itemId, title, price }], price.currency)
}
