import type { Session } from '../payments/session.ts'
import { newId, type StripeBooks } from '../stripe-books.ts'
import { emit } from '../stripe-events.ts'
import type { Price } from './catalogue.ts'
import { collectInvoice, draftInvoice, finalizeInvoice, type Invoice } from './invoice.ts'
import { periodEnd } from './period.ts'
import { planBilling } from './run-billing.ts'

export type Subscription = {
  id: string
  object: 'subscription'
  billing_cycle_anchor: number
  cancel_at: number | null
  cancel_at_period_end: boolean
  canceled_at: number | null
  collection_method: 'charge_automatically'
  created: number
  currency: string
  customer: string
  default_payment_method: string | null
  ended_at: number | null
  items: { object: 'list'; data: SubscriptionItem[]; has_more: false; url: string }
  latest_invoice: string | null
  livemode: false
  metadata: Record<string, string>
  start_date: number
  status:
    | 'incomplete'
    | 'incomplete_expired'
    | 'trialing'
    | 'active'
    | 'past_due'
    | 'unpaid'
    | 'canceled'
  test_clock: string | null
  trial_end: number | null
  trial_start: number | null
  sim: {
    /** Whether the payer's card would be charged now. */
    works: boolean
    /** Periods begun since the anchor. */
    cycle: number
    finalizeAt: number | null
    /** What becomes of it when every retry failed: a setting of the account. */
    afterRetries: 'canceled' | 'unpaid'
  }
}

export type SubscriptionItem = {
  id: string
  object: 'subscription_item'
  created: number
  current_period_end: number
  current_period_start: number
  metadata: Record<string, string>
  price: Price
  quantity: number
  subscription: string
}

export type SubscriptionTerms = {
  customer: string
  clock: string | null
  metadata: Record<string, string>
  price: Price
  quantity: number
  trialEnd: number | null
  method: string | null
  works: boolean
}

/** A subscription begins: with a trial, or with its first invoice. */
export function startSubscription(
  books: StripeBooks,
  terms: SubscriptionTerms,
  at: number,
): Subscription {
  const id = newId(books, 'sub')
  const { price, quantity, trialEnd, customer, clock, metadata } = terms
  const trial = trialEnd !== null && trialEnd > at
  const anchor = trial ? trialEnd : at
  const end = trial ? trialEnd : periodEnd(at, price.recurring, 1)
  const item: SubscriptionItem = {
    id: newId(books, 'si'),
    object: 'subscription_item',
    created: at,
    current_period_end: end,
    current_period_start: at,
    metadata: {},
    price,
    quantity,
    subscription: id,
  }
  const url = `/v1/subscription_items?subscription=${id}`
  const begun: Subscription = {
    id,
    object: 'subscription',
    billing_cycle_anchor: anchor,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    collection_method: 'charge_automatically',
    created: at,
    currency: price.currency,
    customer,
    default_payment_method: terms.method,
    ended_at: null,
    items: { object: 'list', data: [item], has_more: false, url },
    latest_invoice: null,
    livemode: false,
    metadata,
    start_date: at,
    status: trial ? 'trialing' : 'incomplete',
    test_clock: clock,
    trial_end: trial ? trialEnd : null,
    trial_start: trial ? at : null,
    sim: {
      works: terms.works,
      cycle: trial ? 0 : 1,
      finalizeAt: null,
      afterRetries: 'canceled',
    },
  }
  books.subscriptions.put(id, begun)
  tellSubscription(books, 'created', begun, at)
  const amount = trial ? 0 : amountOf(begun)
  const draft = draftInvoice(books, begun, 'subscription_create', amount, at)
  const collected = collectInvoice(books, finalizeInvoice(books, draft, at), terms.works, at)
  const active = collected.status === 'paid' && !trial ? ({ status: 'active' } as const) : {}
  const settled = { ...begun, ...active, latest_invoice: collected.id }
  books.subscriptions.put(id, settled)
  if (settled.status !== begun.status) tellSubscription(books, 'updated', settled, at)
  planBilling(books, settled)
  return settled
}

export function amountOf({ items }: Subscription): number {
  return items.data.reduce((sum, { price, quantity }) => sum + price.unit_amount * quantity, 0)
}

/** The payer signs in Checkout, whose session then carries the subscription. */
export function signUp(books: StripeBooks, session: Session, at: number) {
  const [line] = session.sim.prices
  const price = books.prices.get(line?.price ?? '')
  if (!line || !price) throw new Error('a session without a price')
  const known = session.customer ? books.customers.get(session.customer) : undefined
  const customer = known ?? makeCustomer(books, session.customer_email, at)
  const { sim } = session
  const subscription = startSubscription(
    books,
    {
      customer: customer.id,
      clock: customer.test_clock,
      metadata: sim.subscriptionMetadata,
      price,
      quantity: line.quantity,
      trialEnd: sim.trialEnd,
      method: newId(books, 'pm'),
      works: true,
    },
    at,
  )
  const owed = subscription.status !== 'trialing'
  return { customer: customer.id, subscription: subscription.id, owed }
}

function makeCustomer(books: StripeBooks, email: string | null, at: number) {
  const id = newId(books, 'cus')
  return books.customers.put(id, {
    id,
    object: 'customer',
    created: at,
    email,
    invoice_settings: { default_payment_method: null },
    livemode: false,
    metadata: {},
    name: null,
    test_clock: null,
  })
}

export function tellSubscription(
  books: StripeBooks,
  event: 'created' | 'updated' | 'deleted',
  subscription: Subscription,
  at: number,
): void {
  const ours = subscription.metadata.agreement_no ?? ''
  emit(books, `customer.subscription.${event}`, subscription, { at, ours })
}

export function latestInvoice(books: StripeBooks, subscription: Subscription): Invoice | undefined {
  return subscription.latest_invoice ? books.invoices.get(subscription.latest_invoice) : undefined
}
