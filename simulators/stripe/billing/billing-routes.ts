import { type StripeBooks, secondsNow } from '../stripe-books.ts'
import type { Input } from '../stripe-routes.ts'
import { flagOf, integerOf, listOf, metadataOf, neededText, textOf } from '../wire/read-params.ts'
import { pageOf, searchOf } from '../wire/render.ts'
import { badRequest, missing } from '../wire/stripe-problem.ts'
import { type Customer, readPriceData } from './catalogue.ts'
import type { Invoice } from './invoice.ts'
import { collect, endSubscription } from './run-billing.ts'
import { type Subscription, startSubscription, tellSubscription } from './subscription.ts'

export const billingParams = {
  create: [
    ...['customer', 'items', 'metadata', 'trial_end', 'default_payment_method'],
    ...['payment_behavior', 'collection_method'],
  ],
  update: ['cancel_at_period_end', 'metadata', 'default_payment_method'],
  cancel: ['invoice_now', 'prorate'],
  pay: ['payment_method'],
}

export function createSubscription(books: StripeBooks, { params }: Input): Subscription {
  const customerId = neededText(params, 'customer')
  const customer = books.customers.get(customerId)
  if (!customer) throw missing('customer', customerId)
  const [item] = listOf(params, 'items')
  if (!item) throw badRequest('Missing required param: items.', 'items', 'parameter_missing')
  const priceId = textOf(item, 'price')
  const inline = item.price_data
  const price = priceId
    ? books.prices.get(priceId)
    : readPriceData(books, typeof inline === 'object' && !Array.isArray(inline) ? inline : {})
  if (!price) throw missing('price', priceId ?? '')
  if (!price.recurring) throw badRequest('The price specified is not recurring.', 'items')
  const method = methodOf(customer, textOf(params, 'default_payment_method'))
  if (!method) {
    throw badRequest('This customer has no attached payment source or default payment method.')
  }
  const terms = {
    customer: customer.id,
    clock: customer.test_clock,
    metadata: metadataOf(params),
    price,
    quantity: integerOf(item, 'quantity') ?? 1,
    trialEnd: integerOf(params, 'trial_end'),
    method,
    works: cardWorks(method),
  }
  return startSubscription(books, terms, nowFor(books, customer.test_clock))
}

export function retrieveSubscription(books: StripeBooks, { id }: Input): Subscription {
  const subscription = books.subscriptions.get(id)
  if (!subscription) throw missing('subscription', id)
  return subscription
}

/** Ending with the period, thinking better of it, another card. */
export function updateSubscription(books: StripeBooks, input: Input): Subscription {
  const found = retrieveSubscription(books, input)
  if (found.status === 'canceled' || found.status === 'incomplete_expired') {
    const told = 'A canceled subscription can only update its metadata.'
    throw badRequest(told)
  }
  const { params } = input
  const at = nowFor(books, found.test_clock)
  const method = textOf(params, 'default_payment_method')
  const asked = params.cancel_at_period_end !== undefined
  const ends = asked ? flagOf(params, 'cancel_at_period_end') : found.cancel_at_period_end
  const end = found.items.data[0]?.current_period_end ?? null
  const updated = books.subscriptions.put(found.id, {
    ...found,
    metadata: metadataOf(params, found.metadata),
    default_payment_method: method ?? found.default_payment_method,
    cancel_at_period_end: ends,
    cancel_at: ends ? end : null,
    canceled_at: ends ? (found.canceled_at ?? at) : null,
    sim: { ...found.sim, works: method ? cardWorks(method) : found.sim.works },
  })
  tellSubscription(books, 'updated', updated, at)
  return updated
}

/** At once, without a refund. */
export function cancelSubscription(books: StripeBooks, input: Input): Subscription {
  const found = retrieveSubscription(books, input)
  if (found.status === 'canceled') throw missing('subscription', found.id)
  return endSubscription(books, found, nowFor(books, found.test_clock))
}

export function listSubscriptions(books: StripeBooks, { params, path }: Input) {
  const [customer, status] = [textOf(params, 'customer'), textOf(params, 'status')]
  const rows = books.subscriptions
    .all()
    .filter((one) => !customer || one.customer === customer)
    .filter((one) => (status ? status === 'all' || one.status === status : !isOver(one)))
  return pageOf(rows, params, path)
}

export function searchSubscriptions(books: StripeBooks, { params, path }: Input) {
  return searchOf(books.subscriptions.all(), params, path, secondsNow(books))
}

export function retrieveInvoice(books: StripeBooks, { id }: Input): Invoice {
  const invoice = books.invoices.get(id)
  if (!invoice) throw missing('invoice', id)
  return invoice
}

export function listInvoices(books: StripeBooks, { params, path }: Input) {
  const [customer, subscription] = [textOf(params, 'customer'), textOf(params, 'subscription')]
  const status = textOf(params, 'status')
  const rows = books.invoices
    .all()
    .filter((one) => !customer || one.customer === customer)
    .filter((one) => !status || one.status === status)
    .filter(
      ({ parent }) => !subscription || parent.subscription_details.subscription === subscription,
    )
  return pageOf(rows, params, path)
}

/** Somebody collects by hand before the next try. */
export function payInvoice(books: StripeBooks, input: Input): Invoice {
  const invoice = retrieveInvoice(books, input)
  if (invoice.status !== 'open') throw badRequest('Invoice is not open.')
  const { subscription: id } = invoice.parent.subscription_details
  const subscription = books.subscriptions.get(id)
  if (!subscription) throw missing('subscription', id)
  const method = textOf(input.params, 'payment_method')
  const works = method ? cardWorks(method) : subscription.sim.works
  const tried = { ...subscription, sim: { ...subscription.sim, works } }
  return collect(books, tried, invoice, nowFor(books, subscription.test_clock))
}

export function listInvoicePayments(books: StripeBooks, { params, path }: Input) {
  const invoice = textOf(params, 'invoice')
  const asked = params.payment
  const nest = typeof asked === 'object' && !Array.isArray(asked) ? asked : {}
  const intent = textOf(nest, 'payment_intent')
  const rows = books.invoicePayments
    .all()
    .filter((one) => !invoice || one.invoice === invoice)
    .filter((one) => !intent || one.payment.payment_intent === intent)
  return pageOf(rows, params, path)
}

function methodOf(customer: Customer, given: string | null): string | null {
  return given ?? customer.invoice_settings.default_payment_method
}

/** Stripe's test cards that can be attached but not charged say so in their names. */
function cardWorks(method: string): boolean {
  return !/declined|chargeCustomerFail/i.test(method)
}

function isOver({ status }: Subscription): boolean {
  return status === 'canceled' || status === 'incomplete_expired'
}

function nowFor(books: StripeBooks, clock: string | null): number {
  return (clock && books.clocks.get(clock)?.frozen_time) || secondsNow(books)
}
