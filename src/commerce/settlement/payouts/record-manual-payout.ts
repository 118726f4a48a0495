import { conflict, forbidden, invalid, unauthenticated } from '#kernel/errors.ts'
import { ledgerAccounts } from '#ledger'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { isOwing } from './approve-payout.ts'
import { lockPayout, movePayout } from './move-payout.ts'
import { mayDecidePayouts, openPayout, type Payout } from './payout.ts'
import { bookPaid } from './settle-payout.ts'

const MAX_PROOF = 200

/**
 * Notes that an approved payout was made by hand, with the bank's reference as its proof; what a
 * gateway already has in hand cannot be paid a second time this way. Owner only. Throws
 * `payout.proof_needed`, `payout.wrong_status`.
 */
export async function recordManualPayout(
  ctx: Ctx,
  number: string,
  { proof }: { proof: string },
): Promise<Payout> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayDecidePayouts(ctx.actor)) throw forbidden()
  const words = proof.trim()
  if (!words || words.length > MAX_PROOF) throw invalid('payout.proof_needed', { max: MAX_PROOF })
  return inTransaction(ctx, async (tx) => {
    const payout = await lockPayout(tx, number)
    if (payout.status !== 'approved') {
      throw conflict('payout.wrong_status', { status: payout.status })
    }
    if (await isOwing(tx, payout)) throw conflict('payout.owing')
    const changes = { proof: words, askAt: null, finishedAt: tx.now }
    const moved = await movePayout(tx, payout, 'paid', 'paid by hand', changes)
    await bookPaid(tx, payout, ledgerAccounts.bank)
    await audit(tx, 'payout.paid_by_hand', `payout:${number}`, { proof: words })
    return openPayout(moved)
  })
}
