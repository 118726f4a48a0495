import { eq } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { conflict, forbidden, invalid, notFound, unauthenticated } from '#kernel/errors.ts'
import { formatDecimal } from '#kernel/money.ts'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { mayRefund, maySeeOrder, type Order } from '../orders/order.ts'
import { loadOrder } from '../orders/queries.ts'
import { bookRefund } from '../settling/book-refund.ts'
import { authorsOf } from '../settling/book-sale.ts'
import { orders } from '../tables.ts'
import { carryRefund } from './carry-refund.ts'

const MAX_REASON = 200

/**
 * Gives back the whole of a paid order: the intent is committed first, then the gateway is asked;
 * what it does not answer now the worker asks again. Access ends when the money is on its way.
 * Throws `refund.not_refundable`, `refund.under_way`.
 */
export async function refundOrder(
  ctx: Ctx,
  number: string,
  { reason, baseUrl }: { reason: string; baseUrl: string },
): Promise<Order> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const why = reason.trim()
  if (!why || why.length > MAX_REASON) throw invalid('refund.reason_needed', { max: MAX_REASON })
  const refund = await inTransaction(ctx, (tx) => intend(tx, number, why))
  await carryRefund(ctx, refund, baseUrl)
  return loadOrder(ctx, eq(orders.number, number))
}

async function intend(tx: Ctx, number: string, reason: string): Promise<payments.Refund> {
  const order = await loadOrder(tx, eq(orders.number, number), true)
  const authorIds = [...(await authorsOf(tx, order)).values()]
  if (!mayRefund(tx.actor, authorIds)) {
    throw maySeeOrder(tx.actor, order) ? forbidden() : notFound('order.not_found')
  }
  const charges = await payments.listCharges(tx, order.id)
  const settled = charges.find(({ status }) => status === 'settled')
  if (order.status !== 'paid' || !settled) {
    throw conflict('refund.not_refundable', { status: order.status })
  }
  const earlier = await payments.listRefunds(tx, [settled.id])
  if (earlier.some(({ status }) => status !== 'failed')) throw conflict('refund.under_way')
  const refund = await payments.requestRefund(tx, {
    chargeId: settled.id,
    amount: order.total,
    reason,
  })
  await bookRefund(
    tx,
    order,
    { id: refund.id, currency: order.total.currency },
    order.lines.map(({ amount }, position) => ({ position, amountMinor: amount.minor })),
  )
  const details = { number, amount: formatDecimal(order.total), reason, by: actorName(tx.actor) }
  await audit(tx, 'refund.requested', `order:${order.id}`, details)
  await record(tx, { name: 'refund.requested', orderId: order.id, refundId: refund.id })
  return refund
}
