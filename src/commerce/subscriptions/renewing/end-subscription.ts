import { and, eq, gte } from 'drizzle-orm'
import * as library from '#library'
import type { Ctx } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { loadOrder, moveOrder } from '../../orders/queries.ts'
import { orders, subscriptionPeriods } from '../../tables.ts'
import { moveSubscription } from '../queries.ts'
import { graceOf, type Subscription } from '../subscription.ts'
import { tellOnce } from '../telling/tell-once.ts'

/** Nothing is charged any more: what is paid stays open to its end, what is not paid closes. */
export async function endSubscription(
  tx: Ctx,
  subscription: Subscription,
  reason: string,
): Promise<void> {
  const { id, agreement, currentPeriodEnd, personId, itemId } = subscription
  const stepAt = agreement === 'ended' ? null : tx.now
  if (!(await moveSubscription(tx, subscription, 'ended', { reason, stepAt }))) return
  const sourceId = graceOf(subscription, currentPeriodEnd)
  await library.revokeAccess(tx, { sourceKind: 'grace', sourceId, reason })
  await giveUpOrder(tx, subscription)
  if (subscription.status !== 'past_due') return
  await tellOnce(tx, { subject: id, what: 'ended', personId, itemId, at: tx.now })
}

/** Turned off: to the end of what is paid it goes on; past that, it is over. */
export async function cancelAtEnd(
  tx: Ctx,
  subscription: Subscription,
  reason: string,
): Promise<void> {
  const { id, currentPeriodEnd, personId, itemId } = subscription
  if (currentPeriodEnd <= tx.now) return endSubscription(tx, subscription, reason)
  const changes = { reason, stepAt: currentPeriodEnd, announcedFor: null }
  if (!(await moveSubscription(tx, subscription, 'cancelled', changes))) return
  const mark = tx.now.toISOString()
  const notice = { subject: id, what: 'cancelled', mark, personId, itemId } as const
  await tellOnce(tx, { ...notice, at: currentPeriodEnd })
}

async function giveUpOrder(tx: Ctx, { id, currentPeriodEnd }: Subscription): Promise<void> {
  const [period] = await tx.db
    .select({ orderId: subscriptionPeriods.orderId })
    .from(subscriptionPeriods)
    .where(
      and(
        eq(subscriptionPeriods.subscriptionId, id),
        gte(subscriptionPeriods.startsAt, currentPeriodEnd),
      ),
    )
  if (!period) return
  const order = await loadOrder(tx, eq(orders.id, period.orderId), true)
  if (order.status !== 'pending') return
  if (await moveOrder(tx, order, 'expired', 'renewal given up')) {
    await record(tx, { name: 'order.expired', orderId: order.id })
  }
}
