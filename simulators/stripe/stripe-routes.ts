import * as billing from './billing/billing-routes.ts'
import * as catalogue from './billing/catalogue.ts'
import * as clocks from './billing/clock.ts'
import * as disputes from './payments/dispute.ts'
import * as intents from './payments/intent-routes.ts'
import * as refunds from './payments/refund.ts'
import * as sessions from './payments/session-routes.ts'
import type { StripeBooks } from './stripe-books.ts'
import type { Params } from './wire/parse-form.ts'
import { textOf } from './wire/read-params.ts'
import { pageOf } from './wire/render.ts'
import { missing } from './wire/stripe-problem.ts'

/** A request that was let in. `base` is where payers reach the cashier. */
export type Input = { id: string; path: string; params: Params; base: string }

export type Handler = (books: StripeBooks, input: Input) => object
export type Route = { handler: Handler; allowed: readonly string[] }

const paging = ['limit', 'starting_after', 'ending_before', 'created']
const { intentParams } = intents
const { catalogueParams } = catalogue
const { billingParams } = billing

/** The API by method and path; `:id` stands for the name of one object. */
const table: Record<string, [Handler, ...string[]]> = {
  'POST checkout/sessions': [sessions.createSession, ...sessions.sessionParams],
  'GET checkout/sessions': [
    sessions.listSessions,
    ...paging,
    ...['status', 'payment_intent', 'subscription', 'customer'],
  ],
  'GET checkout/sessions/:id': [sessions.retrieveSession],
  'POST checkout/sessions/:id/expire': [sessions.expireSessionRoute],
  'POST payment_intents': [intents.createIntent, ...intentParams.create],
  'GET payment_intents': [intents.listIntents, ...paging, 'customer'],
  'GET payment_intents/search': [intents.searchIntents, 'query', 'limit', 'page'],
  'GET payment_intents/:id': [intents.retrieveIntent],
  'POST payment_intents/:id/confirm': [intents.confirmIntentRoute, ...intentParams.confirm],
  'POST payment_intents/:id/cancel': [intents.cancelIntentRoute, ...intentParams.cancel],
  'GET charges/:id': [intents.retrieveCharge],
  'POST refunds': [refunds.createRefund, ...refunds.refundParams],
  'GET refunds': [refunds.listRefunds, ...paging, 'payment_intent', 'charge'],
  'GET refunds/:id': [refunds.retrieveRefund],
  'GET balance_transactions': [refunds.listMovements, ...paging, 'type', 'source', 'currency'],
  'GET balance_transactions/:id': [refunds.retrieveMovement],
  'GET disputes': [disputes.listDisputes, ...paging],
  'GET disputes/:id': [disputes.retrieveDispute],
  'POST disputes/:id': [disputes.updateDispute, ...disputes.disputeParams],
  'POST disputes/:id/close': [disputes.concedeDispute],
  'POST customers': [catalogue.createCustomer, ...catalogueParams.customer],
  'GET customers': [catalogue.listCustomers, ...paging, 'email'],
  'GET customers/:id': [catalogue.retrieveCustomer],
  'POST customers/:id': [catalogue.updateCustomer, ...catalogueParams.customer],
  'POST products': [catalogue.createProduct, ...catalogueParams.product],
  'GET products/:id': [catalogue.retrieveProduct],
  'POST prices': [catalogue.createPrice, ...catalogueParams.price],
  'GET prices/:id': [catalogue.retrievePrice],
  'POST subscriptions': [billing.createSubscription, ...billingParams.create],
  'GET subscriptions': [billing.listSubscriptions, ...paging, 'customer', 'status'],
  'GET subscriptions/search': [billing.searchSubscriptions, 'query', 'limit', 'page'],
  'GET subscriptions/:id': [billing.retrieveSubscription],
  'POST subscriptions/:id': [billing.updateSubscription, ...billingParams.update],
  'DELETE subscriptions/:id': [billing.cancelSubscription, ...billingParams.cancel],
  'GET invoices': [billing.listInvoices, ...paging, 'customer', 'subscription', 'status'],
  'GET invoices/:id': [billing.retrieveInvoice],
  'POST invoices/:id/pay': [billing.payInvoice, ...billingParams.pay],
  'GET invoice_payments': [billing.listInvoicePayments, ...paging, 'invoice', 'payment', 'status'],
  'POST test_helpers/test_clocks': [clocks.createClock, 'frozen_time', 'name'],
  'GET test_helpers/test_clocks': [clocks.listClocks, ...paging],
  'GET test_helpers/test_clocks/:id': [clocks.retrieveClock],
  'POST test_helpers/test_clocks/:id/advance': [clocks.advanceClock, 'frozen_time'],
  'GET events': [listEvents, ...paging, 'type', 'types', 'delivery_success'],
  'GET events/:id': [retrieveEvent],
}

const routes = Object.entries(table).map(([name, [handler, ...allowed]]) => {
  const pattern = name.replace(' ', ' /v1/').replace(':id', '([A-Za-z]+_\\w+)')
  return { pattern: new RegExp(`^${pattern}$`), handler, allowed }
})

export function findRoute(method: string, path: string): (Route & { id: string }) | null {
  for (const { pattern, handler, allowed } of routes) {
    const match = pattern.exec(`${method} ${path}`)
    if (match) return { handler, allowed, id: match[1] ?? '' }
  }
  return null
}

function listEvents(books: StripeBooks, { params, path }: Input) {
  const type = textOf(params, 'type')
  const rows = books.events.all().filter((one) => !type || one.type === type)
  return pageOf(rows, params, path)
}

function retrieveEvent(books: StripeBooks, { id }: Input) {
  const event = books.events.get(id)
  if (!event) throw missing('event', id)
  return event
}
