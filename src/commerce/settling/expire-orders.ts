import { and, eq, lte } from 'drizzle-orm'
import * as payments from '#payments'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { loadOrder, moveOrder } from '../orders/queries.ts'
import { orders } from '../tables.ts'
import { askAndSettle } from './check-payment.ts'
import { oneByOne } from './one-by-one.ts'

const BATCH = 20

/**
 * Ends unpaid orders whose time is over. Their charges are asked about and closed at the gateways
 * first, so that a payment made in the last second still counts. Returns how many it looked at.
 */
export async function expireOrders(ctx: Ctx): Promise<number> {
  const due = await ctx.db
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.status, 'pending'), lte(orders.expiresAt, ctx.now)))
    .orderBy(orders.expiresAt)
    .limit(BATCH)
  await oneByOne(
    ctx,
    due,
    ({ id }) => end(ctx, id),
    ({ id }) => id,
  )
  return due.length
}

async function end(ctx: Ctx, orderId: string): Promise<void> {
  for (const charge of await payments.claimCharges(ctx, orderId)) {
    await askAndSettle(ctx, charge, { unwanted: true })
  }
  await expire(ctx, orderId)
}

async function expire(ctx: Ctx, orderId: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const order = await loadOrder(tx, eq(orders.id, orderId), true)
    if (order.status !== 'pending') return
    if (await moveOrder(tx, order, 'expired', 'not paid in time')) {
      await record(tx, { name: 'order.expired', orderId })
    }
  })
}
