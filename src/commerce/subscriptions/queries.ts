import { and, eq, inArray, type SQL } from 'drizzle-orm'
import { cameFrom } from '#kernel/transitions.ts'
import type { Ctx } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { lockPurchases } from '../orders/queries.ts'
import { subscriptions } from '../tables.ts'
import {
  type Subscription,
  type SubscriptionStatus,
  subscriptionTransitions,
} from './subscription.ts'

/**
 * One subscription that matches, as it is once everything else that its person buys stands still;
 * null when there is none. Every change begins with this.
 */
export async function lockSubscription(
  tx: Ctx,
  where: SQL | undefined,
): Promise<Subscription | null> {
  const [found] = await tx.db.select().from(subscriptions).where(where).limit(1)
  if (!found) return null
  await lockPurchases(tx, found.personId)
  const [locked] = await tx.db.select().from(subscriptions).where(eq(subscriptions.id, found.id))
  return locked ?? null
}

/** Moves a locked subscription by the transition table; false when its state leads elsewhere. */
export async function moveSubscription(
  tx: Ctx,
  { id, status }: Subscription,
  to: SubscriptionStatus,
  changes: Partial<Subscription> = {},
): Promise<boolean> {
  const from = cameFrom(subscriptionTransitions, to)
  const [moved] = await tx.db
    .update(subscriptions)
    .set({ ...changes, status: to })
    .where(and(eq(subscriptions.id, id), inArray(subscriptions.status, from)))
    .returning({ id: subscriptions.id })
  if (!moved) return false
  if (status !== to) await record(tx, { name: `subscription.${to}`, subscriptionId: id })
  return true
}

/** Changes what is no state of it: when to look again, and what for. */
export async function changeSubscription(
  ctx: Ctx,
  { id }: Pick<Subscription, 'id'>,
  changes: Partial<Omit<Subscription, 'id' | 'status'>>,
): Promise<void> {
  await ctx.db.update(subscriptions).set(changes).where(eq(subscriptions.id, id))
}
