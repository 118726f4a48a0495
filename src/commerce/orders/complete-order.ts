import { eq } from 'drizzle-orm'
import { conflict } from '#kernel/errors.ts'
import * as library from '#library'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { consumeCoupons } from '../coupons/holding/consume-coupons.ts'
import { grantedTerms, type Term } from '../subscriptions/schedule/granted-terms.ts'
import { orders } from '../tables.ts'
import type { Order } from './order.ts'
import { loadOrder, moveOrder } from './queries.ts'

/** Marks an order with nothing to pay as paid and hands over what was bought, or does neither. */
export async function completeOrder(ctx: Ctx, orderId: string, reason: string): Promise<Order> {
  return inTransaction(ctx, async (tx) => {
    const order = await loadOrder(tx, eq(orders.id, orderId), true)
    return handOver(tx, order, reason, await grantedTerms(tx, order))
  })
}

/**
 * The same for an order that the caller has locked; `terms` by item, what is not in it is for good.
 * Throws `order.not_payable`.
 */
export async function handOver(
  tx: Ctx,
  order: Order,
  reason: string,
  terms: ReadonlyMap<string, Term>,
): Promise<Order> {
  const payable = ['pending', 'expired', 'cancelled'].includes(order.status)
  if (!payable || !(await moveOrder(tx, order, 'paid', reason, { paidAt: tx.now }))) {
    throw conflict('order.not_payable', { number: order.number, status: order.status })
  }
  const source = { personId: order.buyerId, sourceKind: 'order', sourceId: order.id } as const
  await Promise.all([
    ...order.lines.map(({ itemId }) =>
      library.grantAccess(tx, { ...source, itemId, ...terms.get(itemId) }),
    ),
    consumeCoupons(tx, order),
    record(tx, { name: 'order.completed', orderId: order.id }),
  ])
  return { ...order, status: 'paid', paidAt: tx.now }
}
