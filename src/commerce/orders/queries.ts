import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { notFound } from '#kernel/errors.ts'
import { cameFrom } from '#kernel/transitions.ts'
import type { Ctx } from '#platform/ctx.ts'
import { releaseCoupons } from '../coupons/holding/release-coupons.ts'
import { openOrders, orderHistory, orderLines, orders } from '../tables.ts'
import {
  type Order,
  type OrderRow,
  type OrderStatus,
  openOrder,
  orderTransitions,
} from './order.ts'

/** One order that matches, seal checked. Throws `order.not_found`. */
export async function loadOrder(ctx: Ctx, where: SQL, lock = false): Promise<Order> {
  const query = ctx.db.select().from(orders).where(where).limit(1)
  const [row] = lock ? await query.for('update') : await query
  const [order] = row ? await withLines(ctx, [row]) : []
  if (!order) throw notFound('order.not_found')
  return order
}

/**
 * Lets one thing happen at a time to what a person buys, until the transaction ends. Taken before
 * any order is locked, by whoever may give an item to its buyer or sell it to them once more.
 */
export async function lockPurchases(tx: Ctx, buyerId: string): Promise<void> {
  const lock = `purchases:${buyerId}`
  await tx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`)
}

/** The rows as orders, their lines in one query. */
export async function withLines(ctx: Ctx, rows: OrderRow[]): Promise<Order[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const lines = await ctx.db
    .select()
    .from(orderLines)
    .where(inArray(orderLines.orderId, ids))
    .orderBy(asc(orderLines.position))
  return rows.map((row) =>
    openOrder(
      row,
      lines.filter(({ orderId }) => orderId === row.id),
    ),
  )
}

/**
 * Moves a locked order by the transition table and writes its history; false when it is not in a
 * state that leads there. An open order that ends unpaid lets go of what it held.
 */
export async function moveOrder(
  tx: Ctx,
  order: Pick<Order, 'id' | 'status' | 'lines'>,
  to: OrderStatus,
  reason: string,
  changes: Partial<OrderRow> = {},
): Promise<boolean> {
  const [moved] = await tx.db
    .update(orders)
    .set({ ...changes, status: to })
    .where(and(eq(orders.id, order.id), inArray(orders.status, cameFrom(orderTransitions, to))))
    .returning({ id: orders.id })
  if (!moved) return false
  const step = { fromStatus: order.status, toStatus: to, actor: actorName(tx.actor), reason }
  await Promise.all([
    tx.db.insert(orderHistory).values({ orderId: order.id, ...step, at: tx.now }),
    order.status === 'pending' && tx.db.delete(openOrders).where(eq(openOrders.orderId, order.id)),
    order.status === 'pending' && to !== 'paid' && releaseCoupons(tx, order),
  ])
  return true
}
