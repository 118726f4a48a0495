import { eq } from 'drizzle-orm'
import { conflict, notFound, unauthenticated } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { orders } from '../tables.ts'
import { maySeeOrder, type Order } from './order.ts'
import { loadOrder, moveOrder } from './queries.ts'

/** Gives up an unpaid order; its charges are closed at the gateways by the worker. */
export async function cancelOrder(ctx: Ctx, number: string): Promise<Order> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  return inTransaction(ctx, async (tx) => {
    const order = await loadOrder(tx, eq(orders.number, number), true)
    if (!maySeeOrder(tx.actor, order)) throw notFound('order.not_found')
    if (order.status === 'cancelled') return order
    if (order.status !== 'pending' || !(await moveOrder(tx, order, 'cancelled', 'by request'))) {
      throw conflict('order.not_cancellable', { status: order.status })
    }
    await record(tx, { name: 'order.cancelled', orderId: order.id })
    return { ...order, status: 'cancelled' }
  })
}
