import { eq } from 'drizzle-orm'
import { conflict } from '#kernel/errors.ts'
import * as library from '#library'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { orders } from '../tables.ts'
import type { Order } from './order.ts'
import { loadOrder, moveOrder } from './queries.ts'

/** Marks the order paid and hands over what was bought, or does neither. */
export async function completeOrder(ctx: Ctx, orderId: string, reason: string): Promise<Order> {
  return inTransaction(ctx, async (tx) => {
    const order = await loadOrder(tx, eq(orders.id, orderId), true)
    if (!(await moveOrder(tx, order, 'paid', reason, { paidAt: tx.now }))) {
      throw conflict('order.not_payable', { number: order.number, status: order.status })
    }
    for (const { itemId } of order.lines) {
      await library.grantAccess(tx, {
        personId: order.buyerId,
        itemId,
        sourceKind: 'order',
        sourceId: order.id,
      })
    }
    await record(tx, { name: 'order.completed', orderId })
    return { ...order, status: 'paid', paidAt: tx.now }
  })
}
