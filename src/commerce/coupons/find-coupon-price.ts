import type { Money } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { Offer } from '../prices/offer.ts'
import { quote } from '../prices/quote.ts'
import { usableCoupons } from './usable-coupons.ts'

export type CouponPrice = { amount: Money; until: Date }

/** What the item of an offer costs whoever asks with their best coupon; null without one. */
export async function findCouponPrice(
  ctx: Ctx,
  { itemId, title, price, obstacle }: Offer,
): Promise<CouponPrice | null> {
  if (ctx.actor.kind !== 'person' || !price || obstacle) return null
  const coupons = await usableCoupons(ctx, ctx.actor.personId, [itemId])
  const [line] = quote([{ itemId, title, price }], price.currency, coupons).lines
  return line?.coupon ? { amount: line.amount, until: line.coupon.until } : null
}
