import { asc, eq } from 'drizzle-orm'
import { forbidden, unauthenticated } from '#kernel/errors.ts'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { loadOrder } from '../../orders/queries.ts'
import { disputeHistory, orders } from '../../tables.ts'
import { type Dispute, mayHandleDisputes, openDispute } from '../dispute.ts'
import { loadDispute } from '../queries.ts'

export type DisputeFile = {
  dispute: Dispute
  order: { number: string; titles: string[] }
  history: { from: string | null; to: string; actor: string; reason: string; at: Date }[]
  /** Whether its gateway takes evidence from here, and still does. */
  canSubmit: boolean
}

/** One dispute with its history, for staff. Throws `dispute.not_found`. */
export async function getDispute(ctx: Ctx, disputeId: string): Promise<DisputeFile> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayHandleDisputes(ctx.actor)) throw forbidden()
  const row = await loadDispute(ctx, disputeId)
  const order = await loadOrder(ctx, eq(orders.id, row.orderId))
  const history = await ctx.db
    .select({
      from: disputeHistory.fromStatus,
      to: disputeHistory.toStatus,
      actor: disputeHistory.actor,
      reason: disputeHistory.reason,
      at: disputeHistory.at,
    })
    .from(disputeHistory)
    .where(eq(disputeHistory.disputeId, row.id))
    .orderBy(asc(disputeHistory.id))
  const dispute = openDispute(row)
  const isOpen = row.status === 'opened' || row.status === 'withdrawn'
  const configured = payments.configuredGateways().includes(dispute.provider)
  const takes = configured && payments.gatewayOf(dispute.provider).submitEvidence !== undefined
  return {
    dispute,
    order: { number: order.number, titles: order.lines.map(({ title }) => title) },
    history,
    canSubmit: row.kind === 'chargeback' && isOpen && !row.submittedAt && takes,
  }
}
