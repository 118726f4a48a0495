import { type Actor, isPerson } from '#kernel/actor.ts'
import { isCurrency, type Money, money } from '#kernel/money.ts'
import type { Transitions } from '#kernel/transitions.ts'
import type { subscriptions } from '../tables.ts'

export type Subscription = typeof subscriptions.$inferSelect
export type SubscriptionStatus = Subscription['status']

/**
 * `pending` waits for the payer's signature; `cancelled` is paid for, runs to its end and may be
 * resumed; `past_due` is open by grace while its charge is tried again. Nothing follows `ended`.
 */
export const subscriptionTransitions: Transitions<SubscriptionStatus> = {
  pending: ['active', 'ended'],
  active: ['past_due', 'cancelled', 'ended'],
  past_due: ['active', 'past_due', 'cancelled', 'ended'],
  cancelled: ['active', 'ended'],
  ended: [],
}

/** Only who signed turns it off and on again. */
export function mayChangeRenewal(actor: Actor, { personId }: Pick<Subscription, 'personId'>) {
  return isPerson(actor, personId)
}

/** The most that one charge may take. */
export function signedAmount({ amountMinor, currency }: Subscription): Money {
  if (!isCurrency(currency)) throw new Error(`unknown currency ${currency}`)
  return money(amountMinor, currency)
}

/** What bridges the wait for a period's money; one for each period. */
export function graceOf({ id }: Pick<Subscription, 'id'>, periodStart: Date): string {
  return `${id}:${periodStart.toISOString()}`
}
