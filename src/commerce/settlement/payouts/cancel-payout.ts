import { isPerson } from '#kernel/actor.ts'
import { forbidden, notFound, unauthenticated } from '#kernel/errors.ts'
import { reverseTransfer } from '#ledger'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { lockPayout, movePayout } from './move-payout.ts'
import { mayDecidePayouts, maySeePayout, openPayout, type Payout } from './payout.ts'

/** Calls off a payout that is not on its way yet; the money is payable again. */
export async function cancelPayout(ctx: Ctx, number: string, reason: string): Promise<Payout> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  return inTransaction(ctx, async (tx) => {
    const payout = await lockPayout(tx, number)
    if (!maySeePayout(tx.actor, payout)) throw notFound('payout.not_found')
    if (!isPerson(tx.actor, payout.personId) && !mayDecidePayouts(tx.actor)) throw forbidden()
    const changes = { askAt: null, finishedAt: tx.now }
    const moved = await movePayout(tx, payout, 'cancelled', reason.trim().slice(0, 200), changes)
    await giveBack(tx, payout.id)
    await audit(tx, 'payout.cancelled', `payout:${number}`)
    await record(tx, { name: 'payout.cancelled', payoutId: payout.id })
    return openPayout(moved)
  })
}

/** What had left the payable for a payout is payable again. */
export async function giveBack(tx: Ctx, payoutId: string): Promise<void> {
  await reverseTransfer(tx, {
    key: `payout:${payoutId}`,
    newKey: `payout-failed:${payoutId}`,
    kind: 'payout_failed',
  })
}
