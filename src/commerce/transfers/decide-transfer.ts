import { eq } from 'drizzle-orm'
import { conflict, notFound } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { money } from '#kernel/money.ts'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { loadOrder, lockPurchases } from '../orders/queries.ts'
import { settleRefundFact } from '../refunds/settle-refund-fact.ts'
import { currencyOf } from '../settling/book-sale.ts'
import { settleChargeFact } from '../settling/settle-charge-fact.ts'
import { orders } from '../tables.ts'
import { requireMoneyStaff } from './list-transfers.ts'

const MAX_REASON = 200

/**
 * A person who looked into the wallet says whether the transfer came. Yes is settled like any
 * gateway's word, by the same verb; no leaves the order to be paid and tells the buyer why. Throws
 * `payment.proof_decided`.
 */
export async function decideTransfer(
  ctx: Ctx,
  proofId: string,
  { approve, reason }: { approve: boolean; reason: string },
): Promise<void> {
  requireMoneyStaff(ctx)
  await inTransaction(ctx, async (tx) => {
    const why = reason.trim().slice(0, MAX_REASON)
    const decided = isId(proofId)
      ? await payments.decideProof(tx, proofId, { approve, reason: why })
      : null
    if (!decided) throw conflict('payment.proof_decided')
    const { charge } = decided
    const order = await loadOrder(tx, eq(orders.id, charge.subject))
    await lockPurchases(tx, order.buyerId)
    const verdict = approve ? 'transfer.approved' : 'transfer.rejected'
    await audit(tx, verdict, `order:${order.id}`, {
      number: order.number,
      amountMinor: String(charge.amountMinor),
      reason: why,
    })
    await record(tx, { name: verdict, orderId: order.id, chargeId: charge.id })
    if (!approve) return
    await settleChargeFact(tx, 'personal', {
      outTradeNo: charge.outTradeNo,
      account: charge.account,
      status: 'paid',
      tradeNo: null,
      amount: money(charge.amountMinor, currencyOf(charge)),
      paidAt: tx.now,
      refunded: null,
    })
  })
}

/** A person has sent the money back by hand: the refund is final. */
export async function confirmManualRefund(
  ctx: Ctx,
  outRefundNo: string,
  reference: string,
): Promise<void> {
  requireMoneyStaff(ctx)
  await inTransaction(ctx, async (tx) => {
    const refund = await payments.findRefund(tx, outRefundNo)
    if (!refund) throw notFound('refund.not_found')
    const charge = await payments.getCharge(tx, refund.chargeId)
    if (charge.provider !== 'personal') throw conflict('payment.not_by_hand')
    const fact = { outRefundNo, status: 'succeeded', amount: null, code: null } as const
    await settleRefundFact(tx, outRefundNo, fact)
    await audit(tx, 'refund.paid_by_hand', `order:${charge.subject}`, {
      outRefundNo,
      reference: reference.trim().slice(0, MAX_REASON),
    })
  })
}
