import { type StripeBooks, secondsNow } from '../stripe-books.ts'
import type { Input } from '../stripe-routes.ts'
import { flagOf, metadataOf, neededInteger, neededText, textOf } from '../wire/read-params.ts'
import { pageOf, searchOf } from '../wire/render.ts'
import { badRequest, missing } from '../wire/stripe-problem.ts'
import { checkAmount, readCurrency } from './amount.ts'
import { cancelIntent, confirmIntent, type Intent, openIntent } from './intent.ts'

export const intentParams = {
  create: [
    ...['amount', 'currency', 'metadata', 'description', 'customer', 'confirm', 'payment_method'],
    ...['automatic_payment_methods', 'return_url', 'off_session', 'receipt_email'],
  ],
  confirm: ['payment_method', 'return_url', 'off_session'],
  cancel: ['cancellation_reason'],
}

export function createIntent(books: StripeBooks, { params }: Input) {
  const currency = readCurrency(neededText(params, 'currency'))
  const amount = checkAmount(neededInteger(params, 'amount'), currency, 'amount')
  const metadata = metadataOf(params)
  const moment = { at: secondsNow(books), ours: metadata.out_trade_no ?? '' }
  const terms = { amount, currency, metadata, customer: textOf(params, 'customer') }
  const intent = openIntent(books, { ...terms, description: textOf(params, 'description') }, moment)
  if (!flagOf(params, 'confirm')) return intent
  return confirmIntent(books, intent, neededText(params, 'payment_method'), moment)
}

export function retrieveIntent(books: StripeBooks, { id }: Input): Intent {
  const intent = books.intents.get(id)
  if (!intent) throw missing('payment_intent', id)
  return intent
}

export function confirmIntentRoute(books: StripeBooks, input: Input): Intent {
  const intent = retrieveIntent(books, input)
  const method = textOf(input.params, 'payment_method') ?? intent.payment_method
  if (!method) throw badRequest('You must provide a payment method.', 'payment_method')
  return confirmIntent(books, intent, method, momentOf(books, intent))
}

export function cancelIntentRoute(books: StripeBooks, input: Input): Intent {
  const intent = retrieveIntent(books, input)
  const reason = textOf(input.params, 'cancellation_reason')
  return cancelIntent(books, intent, reason, momentOf(books, intent))
}

export function listIntents(books: StripeBooks, { params, path }: Input) {
  const customer = textOf(params, 'customer')
  const rows = books.intents.all().filter((one) => !customer || one.customer === customer)
  return pageOf(rows, params, path)
}

export function searchIntents(books: StripeBooks, { params, path }: Input) {
  return searchOf(books.intents.all(), params, path, secondsNow(books))
}

export function retrieveCharge(books: StripeBooks, { id }: Input) {
  const charge = books.charges.get(id)
  if (!charge) throw missing('charge', id)
  return charge
}

function momentOf(books: StripeBooks, intent: Intent) {
  return { at: secondsNow(books), ours: intent.metadata.out_trade_no ?? '' }
}
