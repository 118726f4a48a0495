import { type Actor, hasRole } from '#kernel/actor.ts'
import type { Currency, Money } from '#kernel/money.ts'

/** One person's coupon as the quote sees it; `percentOff` or `amountOffMinor`, never both. */
export type Coupon = {
  /** Of the grant: what an order line names. */
  id: string
  name: string
  /** The only item that it is for; null for any. */
  itemId: string | null
  percentOff: number | null
  amountOffMinor: bigint | null
  /** Of the amount; a percentage is the same in any. */
  currency: Currency
  until: Date
}

/**
 * What the coupon takes off the price, in minor units: 0 for what it is not for. A percentage is
 * rounded down, so that a price never falls to nothing by it; an amount takes off at most the
 * price, and a total of nothing is an order that is complete at once.
 */
export function discountOf(
  { itemId, percentOff, amountOffMinor, currency }: Coupon,
  line: { itemId: string; price: Money },
): bigint {
  const { minor } = line.price
  if (minor <= 0n || (itemId !== null && itemId !== line.itemId)) return 0n
  if (percentOff !== null) return (minor * BigInt(percentOff)) / 100n
  if (amountOffMinor === null || currency !== line.price.currency) return 0n
  return amountOffMinor < minor ? amountOffMinor : minor
}

/** Campaigns lower anybody's income and are given to people by name: they are the owner's. */
export function mayGiveCoupons(actor: Actor): boolean {
  return hasRole(actor, 'owner')
}
