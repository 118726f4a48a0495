import { and, eq, inArray, ne } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { subscriptions } from '../../tables.ts'
import { moveSubscription } from '../queries.ts'
import { endSubscription } from '../renewing/end-subscription.ts'
import { type Subscription, signedAmount } from '../subscription.ts'
import { tellOnce } from '../telling/tell-once.ts'

/**
 * The payer has signed. Another agreement of theirs for the same item is given up in its favour, so
 * that one period is never charged by two.
 */
export async function activate(
  tx: Ctx,
  subscription: Subscription,
  changes: Partial<Subscription> = {},
): Promise<void> {
  const { id, personId, itemId } = subscription
  const others = await tx.db
    .select()
    .from(subscriptions)
    .where(
      and(
        eq(subscriptions.personId, personId),
        eq(subscriptions.itemId, itemId),
        ne(subscriptions.id, id),
        inArray(subscriptions.status, ['active', 'past_due', 'cancelled']),
      ),
    )
  for (const other of others) {
    await endSubscription(tx, other, 'replaced')
  }
  const signed = { agreement: 'signed', reason: null, stepAt: tx.now, ...changes } as const
  if (!(await moveSubscription(tx, subscription, 'active', signed))) return
  const at = changes.currentPeriodEnd ?? subscription.currentPeriodEnd
  const amount = signedAmount(subscription)
  await tellOnce(tx, { subject: id, what: 'on', personId, itemId, at, amount })
}
