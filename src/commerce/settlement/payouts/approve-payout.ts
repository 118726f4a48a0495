import { actorName } from '#kernel/actor.ts'
import { conflict, forbidden, unauthenticated } from '#kernel/errors.ts'
import { isCurrency } from '#kernel/money.ts'
import { getBalance, ledgerAccounts } from '#ledger'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { lockCreator } from '../lock-creator.ts'
import { lockPayout, movePayout } from './move-payout.ts'
import { mayApprove, mayDecidePayouts, openPayout, type Payout } from './payout.ts'

/**
 * Lets a payout above the limit go. Not by who asked for it, nor by who is paid; not while refunds
 * have left the creator owing. Throws `payout.four_eyes`, `payout.owing`, `payout.wrong_status`.
 */
export async function approvePayout(ctx: Ctx, number: string): Promise<Payout> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayDecidePayouts(ctx.actor)) throw forbidden()
  return inTransaction(ctx, async (tx) => {
    const payout = await lockPayout(tx, number)
    if (!mayApprove(tx.actor, payout)) throw conflict('payout.four_eyes')
    await lockCreator(tx, payout.personId)
    if (await isOwing(tx, payout)) throw conflict('payout.owing')
    const changes = { approvedBy: actorName(tx.actor), askAt: tx.now }
    const moved = await movePayout(tx, payout, 'approved', 'approved', changes)
    await audit(tx, 'payout.approved', `payout:${number}`)
    return openPayout(moved)
  })
}

/** Whether refunds have taken more from a creator than was payable. */
export async function isOwing(
  ctx: Ctx,
  { personId, currency }: { personId: string; currency: string },
): Promise<boolean> {
  if (!isCurrency(currency)) throw new Error(`unknown currency ${currency}`)
  return (await getBalance(ctx, ledgerAccounts.payable(personId), currency)).minor > 0n
}
