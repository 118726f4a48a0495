import { type Actor, hasRole, isPerson } from '#kernel/actor.ts'
import { AppError } from '#kernel/errors.ts'
import { isCurrency, type Money, money } from '#kernel/money.ts'
import type { Transitions } from '#kernel/transitions.ts'
import { keyFor, seal, sealMatches } from '#platform/crypto/keys.ts'
import type { orderLines, orders } from '../tables.ts'

export type OrderRow = typeof orders.$inferSelect
export type OrderLineRow = typeof orderLines.$inferSelect
export type OrderStatus = OrderRow['status']

export type Order = {
  id: string
  number: string
  buyerId: string
  status: OrderStatus
  total: Money
  refunded: Money
  expiresAt: Date
  paidAt: Date | null
  createdAt: Date
  lines: OrderLine[]
}

export type OrderLine = {
  itemId: string
  title: string
  /** What is paid: the price that day less the discount. */
  amount: Money
  discount: Money
  /** The coupon that gives the discount. */
  couponId: string | null
  /** For so long; null is for good. */
  months: number | null
}

/**
 * `expired` and `cancelled` lead to `paid` because money that arrives late may be honoured, and
 * refunds lead back because a gateway may take its word back. All items of a `refunded` order went
 * back, perhaps not all of the money: what is left may still follow.
 */
export const orderTransitions: Transitions<OrderStatus> = {
  pending: ['paid', 'expired', 'cancelled'],
  paid: ['partially_refunded', 'refunded'],
  partially_refunded: ['partially_refunded', 'refunded', 'paid'],
  refunded: ['refunded', 'partially_refunded', 'paid'],
  expired: ['paid'],
  cancelled: ['paid'],
}

export function maySeeOrder(actor: Actor, order: Pick<OrderRow, 'buyerId'>): boolean {
  return isPerson(actor, order.buyerId) || maySeeEveryOrder(actor)
}

export function maySeeEveryOrder(actor: Actor): boolean {
  return hasRole(actor, 'support', 'owner')
}

/** Whether the order was completed once: then its settled charge is a sale. */
export function wasSold({ status }: Pick<OrderRow, 'status'>): boolean {
  return status === 'paid' || status === 'partially_refunded' || status === 'refunded'
}

/** Staff that handles money, and a creator whose own items, and nobody else's, were sold. */
export function mayRefund(actor: Actor, authorIds: readonly string[]): boolean {
  if (hasRole(actor, 'support', 'owner')) return true
  return hasRole(actor, 'creator') && authorIds.every((authorId) => isPerson(actor, authorId))
}

type SealedFacts = Pick<OrderRow, 'number' | 'buyerId' | 'totalMinor' | 'currency'>

/** HMAC over what was agreed, so that a row changed behind the platform's back is noticed. */
export function sealOrder(facts: SealedFacts, lines: OrderLineRow[]): string {
  return seal(keyFor('order-seal'), sealedText(facts, lines))
}

/** The order as the domain's callers see it. Throws when its seal does not match its facts. */
export function openOrder(row: OrderRow, lines: OrderLineRow[]): Order {
  if (!sealMatches(keyFor('order-seal'), sealedText(row, lines), row.seal)) {
    throw new AppError('conflict', 'order.tampered', { number: row.number })
  }
  if (!isCurrency(row.currency)) throw new Error(`unknown currency ${row.currency}`)
  const { currency } = row
  return {
    id: row.id,
    number: row.number,
    buyerId: row.buyerId,
    status: row.status,
    total: money(row.totalMinor, currency),
    refunded: money(row.refundedMinor, currency),
    expiresAt: row.expiresAt,
    paidAt: row.paidAt,
    createdAt: row.createdAt,
    lines: lines.map(({ itemId, title, amountMinor, discountMinor, couponGrantId, months }) => ({
      itemId,
      title,
      months,
      amount: money(amountMinor, currency),
      discount: money(discountMinor, currency),
      couponId: couponGrantId,
    })),
  }
}

function sealedText({ number, buyerId, totalMinor, currency }: SealedFacts, lines: OrderLineRow[]) {
  const rows = [...lines]
    .sort((a, b) => a.position - b.position)
    .map(({ position, itemId, amountMinor, discountMinor, couponGrantId, months }) => {
      const line = [position, itemId, String(amountMinor)]
      if (couponGrantId !== null || discountMinor !== 0n) {
        return [...line, months, String(discountMinor), couponGrantId]
      }
      // As orders from before there were terms and coupons are sealed.
      return months === null ? line : [...line, months]
    })
  return JSON.stringify([number, buyerId, String(totalMinor), currency, rows])
}
