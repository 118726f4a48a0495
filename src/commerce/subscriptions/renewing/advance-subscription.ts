import { eq } from 'drizzle-orm'
import * as library from '#library'
import type { Ctx } from '#platform/ctx.ts'
import type { Order } from '../../orders/order.ts'
import { subscriptionPeriods, subscriptions } from '../../tables.ts'
import { changeSubscription, lockSubscription, moveSubscription } from '../queries.ts'
import { activate } from '../signing/activate.ts'
import { graceOf } from '../subscription.ts'

/** A renewal's order was paid: the period counts, its grace is over, the next one is due. */
export async function advanceSubscription(tx: Ctx, order: Order): Promise<void> {
  const [period] = await tx.db
    .select()
    .from(subscriptionPeriods)
    .where(eq(subscriptionPeriods.orderId, order.id))
  if (!period) return
  const found = await lockSubscription(tx, eq(subscriptions.id, period.subscriptionId))
  if (!found) return
  const sourceId = graceOf(found, found.currentPeriodEnd)
  await library.revokeAccess(tx, { sourceKind: 'grace', sourceId, reason: 'paid' })
  const isNext = period.startsAt >= found.currentPeriodEnd
  const currentPeriodEnd = isNext ? period.endsAt : found.currentPeriodEnd
  const paidMonths = isNext ? found.paidMonths + found.months : found.paidMonths
  const fresh = { attempts: 0, windowTries: 0, announcedFor: null }
  const changes = { ...fresh, currentPeriodEnd, paidMonths, dueAt: currentPeriodEnd }
  switch (found.status) {
    case 'pending':
      // The gateway told of the money before it told of the signature.
      await activate(tx, found, changes)
      return
    case 'cancelled':
      await changeSubscription(tx, found, { ...changes, stepAt: currentPeriodEnd })
      return
    case 'active':
      await changeSubscription(tx, found, { ...changes, stepAt: tx.now })
      return
    case 'past_due':
      await moveSubscription(tx, found, 'active', { ...changes, stepAt: tx.now })
      return
    case 'ended':
      return
  }
}
