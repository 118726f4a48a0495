import * as library from '#library'
import type { Charge } from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { changeSubscription, moveSubscription } from '../queries.ts'
import { graceOf, type Subscription, signedAmount } from '../subscription.ts'
import { tellOnce } from '../telling/tell-once.ts'
import { endSubscription } from './end-subscription.ts'

const DAY_MS = 86_400_000
/** After the first refusal and each that follows, so many days until the next try. */
const TRY_AFTER_DAYS = [2, 5, 7, 7]
/** Longest that a charge is under way: a deduction without notice, and its telling. */
export const PENDING_MS = 36 * 3_600_000
/** Charges at a wrong time before it counts as a refusal. */
const MAX_WINDOW_TRIES = 2

/**
 * Goes on after charges that failed, whoever told of it and how late: the payer is told once of
 * each, keeps reading, and after the last try it is over.
 */
export async function takeFailures(
  tx: Ctx,
  subscription: Subscription,
  charges: readonly Charge[],
): Promise<'failed' | 'none'> {
  const failed = charges.filter(({ status }) => status === 'closed').length
  if (failed <= subscription.attempts) return 'none'
  const days = TRY_AFTER_DAYS[failed - 1]
  if (days === undefined) {
    await endSubscription(tx, subscription, 'unpaid')
    return 'failed'
  }
  const dueAt = new Date(tx.now.getTime() + days * DAY_MS)
  const changes = { attempts: failed, windowTries: 0, dueAt, stepAt: tx.now }
  await owe(tx, subscription, changes, dueAt)
  await tellFailure(tx, subscription, failed, dueAt)
  return 'failed'
}

/** The gateway takes nothing now: another day, twice; then it is a refusal like any other. */
export async function missWindow(
  tx: Ctx,
  subscription: Subscription,
  dueAt: Date,
): Promise<'again' | 'over'> {
  const windowTries = subscription.windowTries + 1
  if (windowTries > MAX_WINDOW_TRIES) return 'over'
  await changeSubscription(tx, subscription, { windowTries, dueAt, stepAt: tx.now })
  await bridge(tx, subscription, dueAt)
  return 'again'
}

/** The period is open although it is not paid, until this try is decided. */
export async function owe(
  tx: Ctx,
  subscription: Subscription,
  changes: Partial<Subscription>,
  until: Date,
): Promise<void> {
  await moveSubscription(tx, subscription, 'past_due', changes)
  await bridge(tx, subscription, until)
}

/** Keeps the item open past the period's end for a charge that is due then. */
export async function bridge(tx: Ctx, subscription: Subscription, dueAt: Date): Promise<void> {
  const { personId, itemId, currentPeriodEnd: startsAt } = subscription
  const endsAt = new Date(dueAt.getTime() + PENDING_MS)
  if (endsAt <= startsAt) return
  const sourceId = graceOf(subscription, startsAt)
  await library.grantGrace(tx, { personId, itemId, sourceId, startsAt, endsAt })
}

export async function tellFailure(
  tx: Ctx,
  subscription: Subscription,
  mark: number | string,
  at: Date,
): Promise<void> {
  const { personId, itemId, currentPeriodEnd } = subscription
  await tellOnce(tx, {
    subject: graceOf(subscription, currentPeriodEnd),
    what: 'charge_failed',
    mark,
    personId,
    itemId,
    at,
    amount: signedAmount(subscription),
  })
}
