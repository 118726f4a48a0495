import { and, eq, inArray, ne, sum } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { conflict, notFound } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { cameFrom } from '#kernel/transitions.ts'
import type { Ctx } from '#platform/ctx.ts'
import { disputeHistory, disputes, refundTakings } from '../tables.ts'
import { type DisputeRow, type DisputeStatus, disputeTransitions } from './dispute.ts'

/** One dispute. Throws `dispute.not_found`. */
export async function loadDispute(ctx: Ctx, id: string, lock = false): Promise<DisputeRow> {
  const query = ctx.db.select().from(disputes).where(eq(disputes.id, id))
  const [row] = isId(id) ? await (lock ? query.for('update') : query) : []
  if (!row) throw notFound('dispute.not_found')
  return row
}

/**
 * Refuses `refund.disputed` while a payer's bank has asked for an order's money, or keeps it: the
 * payer would be paid twice. The order being locked, so that no dispute comes in between.
 */
export async function requireUndisputed(tx: Ctx, orderId: string): Promise<void> {
  const [standing] = await tx.db
    .select({ id: disputes.id })
    .from(disputes)
    .where(
      and(
        eq(disputes.orderId, orderId),
        eq(disputes.kind, 'chargeback'),
        ne(disputes.status, 'won'),
      ),
    )
    .limit(1)
  if (standing) throw conflict('refund.disputed')
}

/** What lost disputes took of each line of an order. */
export async function lostLines(ctx: Ctx, orderId: string): Promise<Map<number, bigint>> {
  const rows = await ctx.db
    .select({ position: refundTakings.position, sum: sum(refundTakings.amountMinor) })
    .from(refundTakings)
    .innerJoin(disputes, eq(disputes.id, refundTakings.refundId))
    .where(and(eq(disputes.orderId, orderId), eq(disputes.status, 'lost')))
    .groupBy(refundTakings.position)
  return new Map(rows.map(({ position, sum: taken }) => [position, BigInt(taken ?? 0)]))
}

/** Moves a locked dispute by the transition table; null when it is not where that leads from. */
export async function moveDispute(
  tx: Ctx,
  dispute: DisputeRow,
  to: DisputeStatus,
  reason: string,
): Promise<DisputeRow | null> {
  const closed = to === 'won' || to === 'lost'
  const [moved] = await tx.db
    .update(disputes)
    .set({ status: to, ...(closed && { closedAt: tx.now }) })
    .where(
      and(eq(disputes.id, dispute.id), inArray(disputes.status, cameFrom(disputeTransitions, to))),
    )
    .returning()
  if (!moved) return null
  await noteDispute(tx, moved, dispute.status, reason)
  return moved
}

export async function noteDispute(
  tx: Ctx,
  { id, status }: DisputeRow,
  fromStatus: DisputeStatus | null,
  reason: string,
): Promise<void> {
  const step = { disputeId: id, fromStatus, toStatus: status, actor: actorName(tx.actor), reason }
  await tx.db.insert(disputeHistory).values({ ...step, at: tx.now })
}
