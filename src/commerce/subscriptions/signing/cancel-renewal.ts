import { eq } from 'drizzle-orm'
import { conflict, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import * as payments from '#payments'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { subscriptions } from '../../tables.ts'
import { lockSubscription } from '../queries.ts'
import { cancelAtEnd, endSubscription } from '../renewing/end-subscription.ts'
import { mayChangeRenewal, type Subscription } from '../subscription.ts'
import { settleAgreementFact } from './settle-agreement-fact.ts'

/**
 * Turns auto-renewal off: nothing more is charged, and what is paid stays open to its end. A
 * gateway that charges by itself is told at once; where we charge, the agreement rests until the
 * end, so that it can be resumed. Throws `renewal.not_found`, `renewal.not_on`.
 */
export async function cancelRenewal(ctx: Ctx, subscriptionId: string): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!isId(subscriptionId)) throw notFound('renewal.not_found')
  const cancelled = await inTransaction(ctx, async (tx) => {
    const found = await lockSubscription(tx, eq(subscriptions.id, subscriptionId))
    if (!found || !mayChangeRenewal(tx.actor, found)) throw notFound('renewal.not_found')
    if (found.status === 'pending') await endSubscription(tx, found, 'by_person')
    else if (found.status === 'active' || found.status === 'past_due') {
      await cancelAtEnd(tx, found, 'by_person')
    } else if (found.status !== 'cancelled') throw conflict('renewal.not_on')
    return found
  })
  await endWhereItDrives(ctx, cancelled)
}

async function endWhereItDrives(ctx: Ctx, subscription: Subscription): Promise<void> {
  const { provider, agreementNo, gatewayNo } = subscription
  const { recurring } = payments.gatewayOf(provider)
  if (recurring?.drivenBy !== 'gateway') return
  const fact = await recurring.endAgreement(agreementNo, gatewayNo)
  await settleAgreementFact(ctx, provider, fact)
}
