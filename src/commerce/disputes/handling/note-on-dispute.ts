import { eq } from 'drizzle-orm'
import { forbidden, invalid, unauthenticated } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { disputes } from '../../tables.ts'
import { mayHandleDisputes } from '../dispute.ts'
import { loadDispute } from '../queries.ts'

const MAX_NOTE = 4_000

/** Keeps what staff has to say about the case; it goes to the bank with the evidence. */
export async function noteOnDispute(
  ctx: Ctx,
  disputeId: string,
  { note }: { note: string },
): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayHandleDisputes(ctx.actor)) throw forbidden()
  if (note.length > MAX_NOTE) throw invalid('dispute.note_too_long', { max: MAX_NOTE })
  await inTransaction(ctx, async (tx) => {
    const dispute = await loadDispute(tx, disputeId, true)
    await tx.db.update(disputes).set({ note: note.trim() }).where(eq(disputes.id, dispute.id))
    await audit(tx, 'dispute.noted', `order:${dispute.orderId}`, { disputeId })
  })
}
