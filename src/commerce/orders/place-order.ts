import { eq } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { conflict, invalid, limited, unauthenticated } from '#kernel/errors.ts'
import { newId, randomCode } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { getSettings } from '#platform/settings/settings.ts'
import type { Quote } from '../prices/quote.ts'
import { quoteFor } from '../prices/quote-for.ts'
import { openOrders, orderHistory, orderLines, orders } from '../tables.ts'
import { completeOrder } from './complete-order.ts'
import { type Order, openOrder, sealOrder } from './order.ts'
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
 * Orders items at today's price. The same buyer and items give the same order while it is open,
 * however many clicks and tabs; another open order for one of them is replaced. A total of nothing
 * is complete at once. Throws `order.price_changed`, `order.already_owned`, `order.not_for_sale`,
 * `order.too_many_open`.
 */
export async function placeOrder(ctx: Ctx, purchase: Purchase): Promise<Order> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const buyerId = ctx.actor.personId
  return inTransaction(ctx, async (tx) => {
    await lockPurchases(tx, buyerId)
    const itemIds = [...new Set([purchase.itemId, ...(purchase.also ?? [])])]
    if (itemIds.length > MAX_LINES) throw invalid('order.too_many_lines', { max: MAX_LINES })
    const open = await findOpen(tx, buyerId, itemIds)
    const quoted = await quoteFor(tx, itemIds)
    const { minor } = quoted.total
    if (purchase.expectedTotalMinor !== undefined && purchase.expectedTotalMinor !== minor) {
      throw conflict('order.price_changed', { totalMinor: String(minor) })
    }
    const same = open.find((order) => isFor(order, itemIds))
    if (same && same.total.minor === minor && same.expiresAt > tx.now) return same
    for (const order of open) await moveOrder(tx, order, 'cancelled', 'replaced')
    const order = await insertOrder(tx, buyerId, quoted)
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

function isFor({ lines }: Order, itemIds: string[]): boolean {
  return lines.length === itemIds.length && lines.every(({ itemId }) => itemIds.includes(itemId))
}

async function insertOrder(tx: Ctx, buyerId: string, { lines, total }: Quote): Promise<Order> {
  const { orderTtlMinutes } = await getSettings(tx)
  const facts = {
    id: newId(tx.now),
    number: `W${randomCode(15)}`,
    buyerId,
    totalMinor: total.minor,
    currency: total.currency,
  }
  const rows = lines.map(({ itemId, title, amount }, position) => ({
    orderId: facts.id,
    position,
    itemId,
    title,
    amountMinor: amount.minor,
  }))
  const [row] = await tx.db
    .insert(orders)
    .values({
      ...facts,
      status: 'pending',
      expiresAt: new Date(tx.now.getTime() + orderTtlMinutes * 60_000),
      createdAt: tx.now,
      seal: sealOrder(facts, rows),
    })
    .returning()
  if (!row) throw new Error('insert returned no row')
  await tx.db.insert(orderLines).values(rows)
  await tx.db
    .insert(openOrders)
    .values(rows.map(({ itemId }) => ({ buyerId, itemId, orderId: facts.id })))
  await tx.db.insert(orderHistory).values({
    orderId: facts.id,
    toStatus: 'pending',
    actor: actorName(tx.actor),
    reason: 'placed',
    at: tx.now,
  })
  await record(tx, { name: 'order.placed', orderId: facts.id })
  return openOrder(row, rows)
}
