import { eq } from 'drizzle-orm'
import { system } from '#kernel/actor.ts'
import { ledgerAccounts, postTransfer } from '#ledger'
import * as library from '#library'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import type { Order } from '../orders/order.ts'
import { loadOrder, moveOrder } from '../orders/queries.ts'
import { currencyOf, feeOn } from '../settling/book-sale.ts'
import { unbookRefund } from '../settling/unbook-refund.ts'
import { orders } from '../tables.ts'

/**
 * The one place where a refund becomes final, whoever brings the news. On success the ledger, the
 * order and exactly the access that the order granted change together; on failure the books go
 * back to where they were and the refund may be asked for again.
 */
export async function settleRefundFact(
  ctx: Ctx,
  outRefundNo: string,
  fact: payments.RefundFact,
): Promise<payments.RefundOutcome | 'unknown_refund'> {
  return inTransaction({ ...ctx, actor: system('gateway') }, async (tx) => {
    const refund = await payments.findRefund(tx, outRefundNo)
    if (!refund) return 'unknown_refund'
    const charge = await payments.getCharge(tx, refund.chargeId)
    const order = await loadOrder(tx, eq(orders.id, charge.subject), true)
    const outcome = await payments.applyRefundFact(tx, refund, fact)
    if (outcome === 'succeeded') await succeed(tx, order, charge, refund)
    if (outcome === 'failed') await fail(tx, order, refund, fact.code)
    return outcome
  })
}

async function succeed(
  tx: Ctx,
  order: Order,
  charge: payments.Charge,
  refund: payments.Refund,
): Promise<void> {
  const receivable = ledgerAccounts.gatewayReceivable(charge.provider)
  // The fee on a sale comes back with it; what was returned unsold was booked without one.
  const fee = charge.status === 'settled' && isSale(order) ? feeOn(refund.amountMinor) : 0n
  await postTransfer(tx, {
    key: `refund-settled:${refund.id}`,
    kind: 'refund_settled',
    subject: `order:${order.id}`,
    currency: currencyOf(refund),
    postings: [
      { account: ledgerAccounts.refundPayable, amountMinor: refund.amountMinor },
      { account: receivable, amountMinor: fee - refund.amountMinor },
      { account: ledgerAccounts.gatewayFees(charge.provider), amountMinor: -fee },
    ],
  })
  if (!isSale(order) || charge.status !== 'settled') return
  const changes = { refundedMinor: order.refunded.minor + refund.amountMinor }
  await moveOrder(tx, order, 'refunded', refund.reason, changes)
  await library.revokeAccess(tx, { sourceKind: 'order', sourceId: order.id, reason: 'refunded' })
  await record(tx, { name: 'order.refunded', orderId: order.id, refundId: refund.id })
}

async function fail(
  tx: Ctx,
  order: Order,
  refund: payments.Refund,
  code: string | null,
): Promise<void> {
  await unbookRefund(tx, order, refund.id)
  await audit(tx, 'refund.failed', `order:${order.id}`, { refundId: refund.id, code })
  await record(tx, { name: 'refund.failed', orderId: order.id, refundId: refund.id })
}

/** Whether the order was completed: then its settled charge is a sale and not money to return. */
function isSale(order: Order): boolean {
  return order.status === 'paid' || order.status === 'partially_refunded'
}
