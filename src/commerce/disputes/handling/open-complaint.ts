import { eq } from 'drizzle-orm'
import { forbidden, invalid, unauthenticated } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { loadOrder } from '../../orders/queries.ts'
import { settledCharge } from '../../refunds/queries.ts'
import { disputes, orders } from '../../tables.ts'
import { mayHandleDisputes } from '../dispute.ts'
import { noteDispute } from '../queries.ts'

const MAX_REASON = 500

export type Complaint = { orderNumber: string; reason: string; dueAt: Date | null }

/**
 * Staff writes down a complaint 投诉 that a payer made at Alipay or WeChat Pay, so that its answer
 * is not forgotten; no money moves by it. Throws `dispute.reason_needed`, `dispute.bad_time`,
 * `refund.not_refundable` for an order that was not paid. Returns its id.
 */
export async function openComplaint(
  ctx: Ctx,
  { orderNumber, reason, dueAt }: Complaint,
): Promise<string> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayHandleDisputes(ctx.actor)) throw forbidden()
  const why = reason.trim()
  if (!why || why.length > MAX_REASON) throw invalid('dispute.reason_needed', { max: MAX_REASON })
  if (dueAt && Number.isNaN(dueAt.getTime())) throw invalid('dispute.bad_time')
  return inTransaction(ctx, async (tx) => {
    const order = await loadOrder(tx, eq(orders.number, orderNumber.trim().toUpperCase()), true)
    const charge = await settledCharge(tx, order)
    const id = newId(tx.now)
    const [opened] = await tx.db
      .insert(disputes)
      .values({
        id,
        kind: 'complaint',
        provider: charge.provider,
        disputeNo: id,
        orderId: order.id,
        chargeId: charge.id,
        status: 'opened',
        amountMinor: charge.amountMinor,
        currency: charge.currency,
        reason: why,
        dueAt,
        createdAt: tx.now,
      })
      .returning()
    if (!opened) throw new Error('insert returned no row')
    await noteDispute(tx, opened, null, why)
    await audit(tx, 'dispute.opened', `order:${order.id}`, { disputeId: id })
    await record(tx, { name: 'dispute.opened', orderId: order.id, disputeId: id })
    return id
  })
}
