import { conflict, forbidden, unauthenticated } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { mayHandleDisputes } from '../dispute.ts'
import { loadDispute, moveDispute } from '../queries.ts'

/**
 * Staff says how a complaint ended. Of a chargeback only the bank says that:
 * `dispute.not_by_hand`; one that has ended stays as it is: `dispute.wrong_status`.
 */
export async function closeComplaint(
  ctx: Ctx,
  disputeId: string,
  { won }: { won: boolean },
): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayHandleDisputes(ctx.actor)) throw forbidden()
  await inTransaction(ctx, async (tx) => {
    const dispute = await loadDispute(tx, disputeId, true)
    if (dispute.kind !== 'complaint') throw conflict('dispute.not_by_hand')
    const isOpen = dispute.status === 'opened'
    const closed =
      isOpen && (await moveDispute(tx, dispute, won ? 'won' : 'lost', 'closed by staff'))
    if (!closed) throw conflict('dispute.wrong_status', { status: dispute.status })
    await audit(tx, `dispute.${closed.status}`, `order:${dispute.orderId}`, { disputeId })
  })
}
