import { and, eq, inArray } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { conflict, notFound } from '#kernel/errors.ts'
import { cameFrom } from '#kernel/transitions.ts'
import type { Ctx } from '#platform/ctx.ts'
import { payoutHistory, payouts } from '../../tables.ts'
import { type PayoutRow, type PayoutStatus, payoutTransitions } from './payout.ts'

/** A payout held until the transaction ends. Throws `payout.not_found`. */
export async function lockPayout(tx: Ctx, number: string): Promise<PayoutRow> {
  const [row] = await tx.db.select().from(payouts).where(eq(payouts.number, number)).for('update')
  if (!row) throw notFound('payout.not_found')
  return row
}

/**
 * Moves a payout by the transition table and writes its history. Throws `payout.wrong_status` when
 * it is not in a state that leads there.
 */
export async function movePayout(
  tx: Ctx,
  payout: PayoutRow,
  to: PayoutStatus,
  reason: string,
  changes: Partial<PayoutRow> = {},
): Promise<PayoutRow> {
  const [moved] = await tx.db
    .update(payouts)
    .set({ ...changes, status: to })
    .where(and(eq(payouts.id, payout.id), inArray(payouts.status, cameFrom(payoutTransitions, to))))
    .returning()
  if (!moved) throw conflict('payout.wrong_status', { status: payout.status })
  await notePayout(tx, moved, payout.status, reason)
  return moved
}

export async function notePayout(
  tx: Ctx,
  { id, status }: PayoutRow,
  fromStatus: PayoutStatus | null,
  reason: string,
): Promise<void> {
  const step = { payoutId: id, fromStatus, toStatus: status, actor: actorName(tx.actor), reason }
  await tx.db.insert(payoutHistory).values({ ...step, at: tx.now })
}
