import { eq } from 'drizzle-orm'
import { conflict, invalid, limited, unauthenticated } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { holdCoupons } from '../coupons/holding/hold-coupons.ts'
import { lockLimitedCampaigns } from '../coupons/holding/lock-limited-campaigns.ts'
import type { Quote } from '../prices/quote.ts'
import { quoteFor } from '../prices/quote-for.ts'
import { openOrders, orders } from '../tables.ts'
import { completeOrder } from './complete-order.ts'
import { insertOrder } from './insert-order.ts'
import type { Order } from './order.ts'
import { loadOrder, lockPurchases, moveOrder } from './queries.ts'

/** More than anybody buys at once; an order flood stops here (SECURITY S39). */
const MAX_OPEN_ORDERS = 20
/** More than a cart of this kind of goods ever holds. */
const MAX_LINES = 50

export type Purchase = {
  itemId: string
  /** Bought together with it, in the same order. */
  also?: readonly string[]
  /** The total the buyer was shown; another one today is refused. */
  expectedTotalMinor?: bigint | undefined
}

/**
 * Orders items at today's price, with the buyer's best coupons, which the order holds while it is
 * open. The same buyer and items give the same order, however many clicks and tabs; another open
 * order for one of them is replaced. A total of nothing is complete at once. Throws
 * `order.price_changed`, `order.already_owned`, `order.not_for_sale`, `order.too_many_open`.
 */
export async function placeOrder(ctx: Ctx, purchase: Purchase): Promise<Order> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const buyerId = ctx.actor.personId
  return inTransaction(ctx, async (tx) => {
    await lockPurchases(tx, buyerId)
    const itemIds = [...new Set([purchase.itemId, ...(purchase.also ?? [])])]
    if (itemIds.length > MAX_LINES) throw invalid('order.too_many_lines', { max: MAX_LINES })
    await lockLimitedCampaigns(tx, buyerId)
    const open = await findOpen(tx, buyerId, itemIds)
    const quoted = await quoteFor(tx, itemIds)
    const { minor } = quoted.total
    if (purchase.expectedTotalMinor !== undefined && purchase.expectedTotalMinor !== minor) {
      throw conflict('order.price_changed', { totalMinor: String(minor) })
    }
    const same = open.find((order) => isFor(order, quoted))
    if (same && same.total.minor === minor && same.expiresAt > tx.now) return same
    for (const order of open) await moveOrder(tx, order, 'cancelled', 'replaced')
    const { orderTtlMinutes } = await getSettings(tx)
    const expiresAt = new Date(tx.now.getTime() + orderTtlMinutes * 60_000)
    const order = await insertOrder(tx, { buyerId, ...quoted, expiresAt, reason: 'placed' })
    await tx.db
      .insert(openOrders)
      .values(itemIds.map((itemId) => ({ buyerId, itemId, orderId: order.id })))
    await holdCoupons(tx, order)
    return minor === 0n ? completeOrder(tx, order.id, 'nothing to pay') : order
  })
}

/** The buyer's open orders for any of these items. */
async function findOpen(tx: Ctx, buyerId: string, itemIds: string[]): Promise<Order[]> {
  const open = await tx.db.select().from(openOrders).where(eq(openOrders.buyerId, buyerId))
  const ids = new Set(open.flatMap((one) => (itemIds.includes(one.itemId) ? [one.orderId] : [])))
  const others = new Set(open.map(({ orderId }) => orderId))
  if (ids.size === 0 && others.size >= MAX_OPEN_ORDERS) {
    throw limited('order.too_many_open', { max: MAX_OPEN_ORDERS })
  }
  const found: Order[] = []
  for (const id of [...ids].sort()) found.push(await loadOrder(tx, eq(orders.id, id), true))
  return found
}

function isFor({ lines }: Order, quoted: Quote): boolean {
  const isQuoted = ({ itemId, months, couponId, discount }: Order['lines'][number]) =>
    quoted.lines.some(
      (line) =>
        line.itemId === itemId &&
        line.months === months &&
        (line.coupon?.id ?? null) === couponId &&
        line.discount.minor === discount.minor,
    )
  return lines.length === quoted.lines.length && lines.every(isQuoted)
}
