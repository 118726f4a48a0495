import { and, eq } from 'drizzle-orm'
import type * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { subscriptions } from '../../tables.ts'
import { changeSubscription, lockSubscription } from '../queries.ts'
import { cancelAtEnd, endSubscription } from '../renewing/end-subscription.ts'
import type { Subscription } from '../subscription.ts'
import { tellOnce } from '../telling/tell-once.ts'
import { activate } from './activate.ts'

/**
 * What a gateway says of an agreement, by message or when asked; repeats and an old word after a
 * newer one change nothing. False names an agreement that this site never asked for.
 */
export async function settleAgreementFact(
  ctx: Ctx,
  provider: payments.ProviderName,
  fact: payments.AgreementFact,
): Promise<boolean> {
  return inTransaction(ctx, async (tx) => {
    const named = and(
      eq(subscriptions.provider, provider),
      eq(subscriptions.agreementNo, fact.agreementNo),
    )
    const found = await lockSubscription(tx, named)
    if (!found) return false
    if (fact.account !== found.account) {
      const told = { saidAccount: fact.account }
      await audit(tx, 'subscription.mismatched', `subscription:${found.id}`, told)
    } else if (fact.status === 'active') {
      await signed(tx, found, fact.gatewayNo)
    } else if (fact.status === 'ended') {
      await gone(tx, found)
    }
    return true
  })
}

async function signed(tx: Ctx, found: Subscription, gatewayNo: string | null): Promise<void> {
  const changes = { gatewayNo: gatewayNo ?? found.gatewayNo }
  if (found.status === 'ended') {
    // Signed after we had given up waiting, or an old word: it is ended there too.
    return changeSubscription(tx, found, { ...changes, agreement: 'signed', stepAt: tx.now })
  }
  // An agreement that ended is never signed again: this word is older.
  if (found.agreement === 'ended') return
  if (found.status === 'pending') return activate(tx, found, changes)
  await changeSubscription(tx, found, { ...changes, agreement: 'signed' })
}

async function gone(tx: Ctx, found: Subscription): Promise<void> {
  if (found.agreement === 'ended') return
  const ended: Subscription = { ...found, agreement: 'ended' }
  await changeSubscription(tx, found, { agreement: 'ended' })
  if (found.status === 'ended') return changeSubscription(tx, found, { stepAt: null })
  if (found.status === 'pending') return neverSigned(tx, ended)
  if (found.status === 'past_due') return endSubscription(tx, ended, 'agreement_ended')
  if (found.status === 'active') return cancelAtEnd(tx, ended, 'agreement_ended')
}

/** What was paid before stays; only the renewal did not come about, and the person is told. */
export async function neverSigned(tx: Ctx, pending: Subscription): Promise<void> {
  const { id, personId, itemId, currentPeriodEnd: at } = pending
  await endSubscription(tx, pending, 'not_signed')
  await tellOnce(tx, { subject: id, what: 'not_signed', personId, itemId, at })
}
