import { eq } from 'drizzle-orm'
import { conflict, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import * as payments from '#payments'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { subscriptions } from '../../tables.ts'
import { lockSubscription } from '../queries.ts'
import { mayChangeRenewal } from '../subscription.ts'
import { activate } from './activate.ts'

/**
 * Turns auto-renewal on again before the end of what is paid, under the same agreement. Throws
 * `renewal.not_found`, and `renewal.sign_again` where the agreement is over or the term is.
 */
export async function resumeRenewal(ctx: Ctx, subscriptionId: string): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!isId(subscriptionId)) throw notFound('renewal.not_found')
  await inTransaction(ctx, async (tx) => {
    const found = await lockSubscription(tx, eq(subscriptions.id, subscriptionId))
    if (!found || !mayChangeRenewal(tx.actor, found)) throw notFound('renewal.not_found')
    if (found.status === 'active') return
    const drivenBy = payments.gatewayOf(found.provider).recurring?.drivenBy
    const stands = found.agreement === 'signed' && drivenBy === 'merchant'
    const inTime = found.status === 'cancelled' && found.currentPeriodEnd > tx.now
    if (!stands || !inTime) throw conflict('renewal.sign_again')
    await activate(tx, found)
  })
}
