import { declineIntent, openIntent, succeedIntent } from '../payments/intent.ts'
import { newId, type StripeBooks } from '../stripe-books.ts'
import { emit } from '../stripe-events.ts'
import type { Subscription } from './subscription.ts'

export type Invoice = {
  id: string
  object: 'invoice'
  amount_due: number
  amount_paid: number
  amount_remaining: number
  attempt_count: number
  attempted: boolean
  auto_advance: boolean
  billing_reason: 'subscription_create' | 'subscription_cycle'
  collection_method: 'charge_automatically'
  created: number
  currency: string
  customer: string
  lines: { object: 'list'; data: InvoiceLine[]; has_more: false; url: string }
  livemode: false
  metadata: Record<string, string>
  next_payment_attempt: number | null
  parent: {
    type: 'subscription_details'
    quote_details: null
    subscription_details: { metadata: Record<string, string>; subscription: string }
  }
  payments: { object: 'list'; data: InvoicePayment[]; has_more: false; url: string }
  period_end: number
  period_start: number
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void'
  status_transitions: { finalized_at: number | null; paid_at: number | null }
  subtotal: number
  total: number
}

export type InvoiceLine = {
  id: string
  object: 'line_item'
  amount: number
  currency: string
  description: string
  parent: {
    type: 'subscription_item_details'
    invoice_item_details: null
    subscription_item_details: { subscription: string; subscription_item: string; proration: false }
  }
  period: { start: number; end: number }
  quantity: number
}

export type InvoicePayment = {
  id: string
  object: 'invoice_payment'
  amount_paid: number | null
  amount_requested: number
  created: number
  currency: string
  invoice: string
  is_default: true
  livemode: false
  payment: { type: 'payment_intent'; payment_intent: string }
  status: 'open' | 'paid'
}

/** Days between one try and the next, a simple stand-in for Smart Retries. */
const RETRY_DAYS = [3, 5, 7]
const DAY = 86_400

/** An invoice for the subscription's current period. */
export function draftInvoice(
  books: StripeBooks,
  subscription: Subscription,
  reason: Invoice['billing_reason'],
  amount: number,
  at: number,
): Invoice {
  const id = newId(books, 'in')
  const [item] = subscription.items.data
  const period = { start: item?.current_period_start ?? at, end: item?.current_period_end ?? at }
  const line: InvoiceLine = {
    id: newId(books, 'il'),
    object: 'line_item',
    amount,
    currency: subscription.currency,
    description: `${item?.quantity ?? 1} × ${item?.price.sim.name ?? ''}`,
    parent: {
      type: 'subscription_item_details',
      invoice_item_details: null,
      subscription_item_details: {
        subscription: subscription.id,
        subscription_item: item?.id ?? '',
        proration: false,
      },
    },
    period,
    quantity: item?.quantity ?? 1,
  }
  const details = { metadata: subscription.metadata, subscription: subscription.id }
  const invoice = books.invoices.put(id, {
    id,
    object: 'invoice',
    amount_due: amount,
    amount_paid: 0,
    amount_remaining: amount,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    billing_reason: reason,
    collection_method: 'charge_automatically',
    created: at,
    currency: subscription.currency,
    customer: subscription.customer,
    lines: listOf([line], `/v1/invoices/${id}/lines`),
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    parent: { type: 'subscription_details', quote_details: null, subscription_details: details },
    payments: listOf([], `/v1/invoice_payments?invoice=${id}`),
    period_end: at,
    period_start: reason === 'subscription_create' ? at : subscription.created,
    status: 'draft',
    status_transitions: { finalized_at: null, paid_at: null },
    subtotal: amount,
    total: amount,
  })
  tell(books, 'created', invoice, at)
  return invoice
}

export function finalizeInvoice(books: StripeBooks, invoice: Invoice, at: number): Invoice {
  const transitions = { ...invoice.status_transitions, finalized_at: at }
  const open = { status: 'open', status_transitions: transitions } as const
  const finalized = books.invoices.put(invoice.id, { ...invoice, ...open })
  tell(books, 'finalized', finalized, at)
  return finalized
}

/** One try to collect; nothing to collect is paid at once. */
export function collectInvoice(
  books: StripeBooks,
  invoice: Invoice,
  works: boolean,
  at: number,
): Invoice {
  const metadata = invoice.parent.subscription_details.metadata
  const moment = { at, ours: metadata.agreement_no ?? '' }
  const attempts = invoice.attempt_count + 1
  const { amount_due: amount, currency, customer } = invoice
  if (amount === 0) return paid(books, { ...invoice, attempted: true }, at)
  const terms = { amount, currency, customer, metadata: {} }
  const intent = openIntent(books, terms, moment)
  const tried = { ...invoice, attempted: true, attempt_count: attempts }
  if (!works) {
    declineIntent(books, intent, moment)
    const days = RETRY_DAYS[attempts - 1]
    const next = days === undefined ? null : at + days * DAY
    const failed = books.invoices.put(invoice.id, { ...tried, next_payment_attempt: next })
    tell(books, 'payment_failed', failed, at)
    return failed
  }
  const { id: intentId } = succeedIntent(books, intent, moment)
  const id = newId(books, 'inpay')
  const payment = books.invoicePayments.put(id, {
    id,
    object: 'invoice_payment',
    amount_paid: amount,
    amount_requested: amount,
    created: at,
    currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: intentId },
    status: 'paid',
  })
  return paid(books, { ...tried, payments: { ...invoice.payments, data: [payment] } }, at)
}

function paid(books: StripeBooks, invoice: Invoice, at: number): Invoice {
  const settled = books.invoices.put(invoice.id, {
    ...invoice,
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    next_payment_attempt: null,
    status: 'paid',
    status_transitions: { ...invoice.status_transitions, paid_at: at },
  })
  tell(books, 'paid', settled, at)
  tell(books, 'payment_succeeded', settled, at)
  return settled
}

function tell(books: StripeBooks, event: string, invoice: Invoice, at: number): void {
  const ours = invoice.parent.subscription_details.metadata.agreement_no ?? ''
  emit(books, `invoice.${event}`, invoice, { at, ours })
}

function listOf<T>(data: T[], url: string) {
  return { object: 'list', data, has_more: false, url } as const
}
