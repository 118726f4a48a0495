import { and, eq, isNull } from 'drizzle-orm'
import { conflict, forbidden, unauthenticated, unavailable } from '#kernel/errors.ts'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { disputes } from '../../tables.ts'
import { mayHandleDisputes, openDispute } from '../dispute.ts'
import { loadDispute, noteDispute } from '../queries.ts'
import { gatewayEvidence } from './evidence-text.ts'
import { gatherEvidence } from './gather-evidence.ts'

/**
 * Hands the evidence and the staff's note to the gateway, once and for good. An unclear answer may
 * be tried again. Throws `dispute.not_submittable`, `dispute.refused_by_gateway`,
 * `payment.gateway_unreachable`.
 */
export async function submitDispute(ctx: Ctx, disputeId: string): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayHandleDisputes(ctx.actor)) throw forbidden()
  if (ctx.db.inTransaction) throw new Error('a gateway is never called inside a transaction')
  const row = await loadDispute(ctx, disputeId)
  const { provider, disputeNo, status, kind } = openDispute(row)
  const isOpen = status === 'opened' || status === 'withdrawn'
  if (kind !== 'chargeback' || !isOpen || row.submittedAt) throw conflict('dispute.not_submittable')
  const gateway = payments.gatewayOf(provider)
  if (!gateway.submitEvidence) throw conflict('dispute.not_submittable')
  const evidence = gatewayEvidence(await gatherEvidence(ctx, row))
  // Said before it is done: whatever becomes of the answer, who sent it is known.
  await audit(ctx, 'dispute.submitting', `order:${row.orderId}`, { disputeId })
  const reply = await gateway.submitEvidence(disputeNo, evidence)
  if (reply.kind === 'unknown') throw unavailable('payment.gateway_unreachable', { provider })
  if (reply.kind === 'refused') {
    throw conflict('dispute.refused_by_gateway', { gatewayCode: reply.code })
  }
  await inTransaction(ctx, async (tx) => {
    const [marked] = await tx.db
      .update(disputes)
      .set({ submittedAt: tx.now })
      .where(and(eq(disputes.id, row.id), isNull(disputes.submittedAt)))
      .returning()
    if (!marked) return
    await noteDispute(tx, marked, marked.status, 'evidence submitted')
    await audit(tx, 'dispute.submitted', `order:${row.orderId}`, { disputeId })
  })
}
