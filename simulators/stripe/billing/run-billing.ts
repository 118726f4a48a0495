import type { StripeBooks } from '../stripe-books.ts'
import { collectInvoice, draftInvoice, finalizeInvoice, type Invoice } from './invoice.ts'
import { periodEnd } from './period.ts'
import { amountOf, latestInvoice, type Subscription, tellSubscription } from './subscription.ts'

const HOUR = 3600
/** A renewal's invoice stays a draft for about an hour. */
const DRAFT_SECONDS = HOUR
/** A first invoice that nobody pays ends its subscription. */
const INCOMPLETE_SECONDS = 23 * HOUR

type Step = {
  at: number
  run: (books: StripeBooks, subscription: Subscription, at: number) => void
}

/** Has time do to a subscription what is due; on a test clock only the clock's owner moves it. */
export function planBilling(books: StripeBooks, subscription: Subscription): void {
  const step = nextStep(books, subscription)
  if (!step || subscription.test_clock) return
  const { id } = subscription
  books.world.schedule.at(step.at * 1000, () => {
    const current = books.subscriptions.get(id)
    const due = current && nextStep(books, current)
    if (!current || due?.at !== step.at) return
    due.run(books, current, due.at)
    planBilling(books, books.subscriptions.get(id) ?? current)
  })
}

/** Everything that falls due up to this moment, in order. */
export function runBilling(books: StripeBooks, id: string, until: number): void {
  for (;;) {
    const subscription = books.subscriptions.get(id)
    const step = subscription && nextStep(books, subscription)
    if (!subscription || !step || step.at > until) return
    step.run(books, subscription, step.at)
  }
}

/** What happens to it next: all of it follows from the rows, so that a restart loses nothing. */
function nextStep(books: StripeBooks, subscription: Subscription): Step | null {
  const { status, sim, created } = subscription
  if (status === 'incomplete') return { at: created + INCOMPLETE_SECONDS, run: giveUp }
  if (!['trialing', 'active', 'past_due'].includes(status)) return null
  const invoice = latestInvoice(books, subscription)
  const steps: Step[] = [{ at: endOf(subscription), run: renew }]
  if (invoice?.status === 'draft' && sim.finalizeAt !== null) {
    steps.unshift({ at: sim.finalizeAt, run: finalize })
  }
  if (invoice?.status === 'open' && invoice.next_payment_attempt !== null) {
    steps.unshift({ at: invoice.next_payment_attempt, run: retry })
  }
  return steps.toSorted((a, b) => a.at - b.at)[0] ?? null
}

function endOf({ items, created }: Subscription): number {
  return items.data[0]?.current_period_end ?? created
}

function giveUp(books: StripeBooks, subscription: Subscription, at: number): void {
  const invoice = latestInvoice(books, subscription)
  if (invoice) books.invoices.put(invoice.id, { ...invoice, status: 'void' })
  change(books, subscription, { status: 'incomplete_expired', ended_at: at }, at)
}

/** A period ends: the next begins with a draft, or it was the last. */
function renew(books: StripeBooks, subscription: Subscription, at: number): void {
  if (subscription.cancel_at_period_end) {
    endSubscription(books, subscription, at)
    return
  }
  const cycle = subscription.sim.cycle + 1
  const { billing_cycle_anchor: anchor, items } = subscription
  const data = items.data.map((item) => ({
    ...item,
    current_period_start: item.current_period_end,
    current_period_end: periodEnd(anchor, item.price.recurring, cycle),
  }))
  const renewed: Subscription = {
    ...subscription,
    status: subscription.status === 'trialing' ? 'active' : subscription.status,
    items: { ...items, data },
    sim: { ...subscription.sim, cycle, finalizeAt: at + DRAFT_SECONDS },
  }
  const draft = draftInvoice(books, renewed, 'subscription_cycle', amountOf(renewed), at)
  change(books, renewed, { latest_invoice: draft.id }, at)
}

function finalize(books: StripeBooks, subscription: Subscription, at: number): void {
  const invoice = latestInvoice(books, subscription)
  if (invoice) collect(books, subscription, finalizeInvoice(books, invoice, at), at)
}

function retry(books: StripeBooks, subscription: Subscription, at: number): void {
  const invoice = latestInvoice(books, subscription)
  if (invoice) collect(books, subscription, invoice, at)
}

/** Tries to collect and lets the subscription follow: back to active, past due, or at its end. */
export function collect(
  books: StripeBooks,
  subscription: Subscription,
  invoice: Invoice,
  at: number,
): Invoice {
  const after = collectInvoice(books, invoice, subscription.sim.works, at)
  if (after.status === 'paid') {
    if (subscription.status !== 'active') change(books, subscription, { status: 'active' }, at)
    return after
  }
  if (subscription.status === 'incomplete') return after
  const { afterRetries } = subscription.sim
  if (after.next_payment_attempt !== null) {
    if (subscription.status !== 'past_due') {
      change(books, subscription, { status: 'past_due' }, at)
    }
  } else if (afterRetries === 'unpaid') {
    change(books, subscription, { status: 'unpaid' }, at)
  } else {
    endSubscription(books, subscription, at)
  }
  return after
}

export function endSubscription(
  books: StripeBooks,
  subscription: Subscription,
  at: number,
): Subscription {
  const ended = books.subscriptions.put(subscription.id, {
    ...subscription,
    status: 'canceled',
    canceled_at: subscription.canceled_at ?? at,
    ended_at: at,
  })
  tellSubscription(books, 'deleted', ended, at)
  return ended
}

function change(
  books: StripeBooks,
  subscription: Subscription,
  changes: Partial<Subscription>,
  at: number,
): void {
  const changed = books.subscriptions.put(subscription.id, { ...subscription, ...changes })
  tellSubscription(books, 'updated', changed, at)
}
