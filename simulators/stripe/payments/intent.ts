import { newId, type StripeBooks } from '../stripe-books.ts'
import { emit } from '../stripe-events.ts'
import { badRequest, StripeProblem } from '../wire/stripe-problem.ts'
import { feeOf, move } from './movement.ts'

export type Intent = {
  id: string
  object: 'payment_intent'
  amount: number
  amount_capturable: number
  amount_received: number
  canceled_at: number | null
  cancellation_reason: string | null
  capture_method: 'automatic_async'
  client_secret: string
  confirmation_method: 'automatic'
  created: number
  currency: string
  customer: string | null
  description: string | null
  last_payment_error: Record<string, unknown> | null
  latest_charge: string | null
  livemode: false
  metadata: Record<string, string>
  next_action: Record<string, unknown> | null
  payment_method: string | null
  payment_method_types: string[]
  status:
    | 'requires_payment_method'
    | 'requires_confirmation'
    | 'requires_action'
    | 'processing'
    | 'succeeded'
    | 'canceled'
  sim: { session: string | null }
}

export type Charge = {
  id: string
  object: 'charge'
  amount: number
  amount_captured: number
  amount_refunded: number
  balance_transaction: string | null
  captured: boolean
  created: number
  currency: string
  customer: string | null
  disputed: boolean
  failure_code: string | null
  failure_message: string | null
  livemode: false
  metadata: Record<string, string>
  outcome: Record<string, unknown>
  paid: boolean
  payment_intent: string
  payment_method_details: Record<string, unknown>
  refunded: boolean
  status: 'succeeded' | 'pending' | 'failed'
}

export type Moment = { at: number; ours: string }

export function openIntent(
  books: StripeBooks,
  terms: Pick<Intent, 'amount' | 'currency' | 'metadata'> & {
    customer?: string | null
    description?: string | null
    session?: string | null
  },
  moment: Moment,
): Intent {
  const id = newId(books, 'pi')
  const intent = books.intents.put(id, {
    id,
    object: 'payment_intent',
    amount: terms.amount,
    amount_capturable: 0,
    amount_received: 0,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${newId(books, 'x').slice(2)}`,
    confirmation_method: 'automatic',
    created: moment.at,
    currency: terms.currency,
    customer: terms.customer ?? null,
    description: terms.description ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: terms.metadata,
    next_action: null,
    payment_method: null,
    payment_method_types: ['card'],
    status: 'requires_payment_method',
    sim: { session: terms.session ?? null },
  })
  emit(books, 'payment_intent.created', intent, moment)
  return intent
}

/** The money is there: a charge, and a line of the balance. */
export function succeedIntent(books: StripeBooks, intent: Intent, moment: Moment): Intent {
  const charge = makeCharge(books, intent, moment.at, null)
  const { amount, currency } = intent
  const fee = feeOf(amount)
  const line = { type: 'charge', amount, fee, currency, source: charge.id, at: moment.at }
  const movement = move(books, line)
  const paid = books.charges.put(charge.id, { ...charge, balance_transaction: movement.id })
  const done = books.intents.put(intent.id, {
    ...intent,
    amount_received: amount,
    latest_charge: charge.id,
    next_action: null,
    last_payment_error: null,
    payment_method: intent.payment_method ?? newId(books, 'pm'),
    status: 'succeeded',
  })
  emit(books, 'charge.succeeded', paid, moment)
  emit(books, 'payment_intent.succeeded', done, moment)
  return done
}

/** An attempt that the bank did not take; the intent waits for another way to pay. */
export function declineIntent(
  books: StripeBooks,
  intent: Intent,
  moment: Moment,
  reason: [code: string, declineCode: string] = ['card_declined', 'generic_decline'],
): Intent {
  const charge = makeCharge(books, intent, moment.at, reason[0])
  books.charges.put(charge.id, charge)
  const failed = books.intents.put(intent.id, {
    ...intent,
    latest_charge: charge.id,
    next_action: null,
    payment_method: null,
    last_payment_error: declineError(reason, charge.id),
    status: 'requires_payment_method',
  })
  emit(books, 'charge.failed', charge, moment)
  emit(books, 'payment_intent.payment_failed', failed, moment)
  return failed
}

function declineError([code, declineCode]: [string, string], charge: string) {
  const message = 'Your card was declined.'
  return { type: 'card_error', code, decline_code: declineCode, message, charge }
}

/** A slow method is under way and may still fail. */
export function processIntent(books: StripeBooks, intent: Intent, moment: Moment): Intent {
  const slow = { payment_method_types: ['sepa_debit'], next_action: null }
  const working = books.intents.put(intent.id, { ...intent, ...slow, status: 'processing' })
  emit(books, 'payment_intent.processing', working, moment)
  return working
}

/** The bank wants to see the payer first. */
export function challengeIntent(books: StripeBooks, intent: Intent, moment: Moment): Intent {
  const waiting = books.intents.put(intent.id, {
    ...intent,
    next_action: { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } },
    status: 'requires_action',
  })
  emit(books, 'payment_intent.requires_action', waiting, moment)
  return waiting
}

const slow = ['pm_sepa', 'pm_card_processing']

/** Confirms with one of Stripe's own test payment methods, each of which behaves in its way. */
export function confirmIntent(
  books: StripeBooks,
  intent: Intent,
  method: string,
  moment: Moment,
): Intent {
  if (!['requires_payment_method', 'requires_confirmation'].includes(intent.status)) {
    throw badRequest(
      `This PaymentIntent's payment could not be confirmed: its status is ${intent.status}.`,
      undefined,
      'payment_intent_unexpected_state',
    )
  }
  const chosen = { ...intent, payment_method: method }
  if (/declined|chargeCustomerFail/i.test(method)) {
    const { last_payment_error: told, id } = declineIntent(books, chosen, moment)
    const details = { ...told, payment_intent: { id, object: 'payment_intent' } }
    throw new StripeProblem(402, 'card_error', 'Your card was declined.', 'card_declined', details)
  }
  if (/authenticationRequired|threeDSecure/i.test(method)) {
    return challengeIntent(books, chosen, moment)
  }
  if (slow.some((name) => method.startsWith(name))) return processIntent(books, chosen, moment)
  return succeedIntent(books, chosen, moment)
}

const cancellable = ['requires_payment_method', 'requires_confirmation', 'requires_action']

export function cancelIntent(
  books: StripeBooks,
  intent: Intent,
  reason: string | null,
  moment: Moment,
): Intent {
  if (intent.sim.session !== null || !cancellable.includes(intent.status)) {
    const because = intent.sim.session
      ? 'it belongs to a Checkout Session, which you can expire instead'
      : `it has a status of ${intent.status}`
    throw badRequest(
      `You cannot cancel this PaymentIntent because ${because}.`,
      undefined,
      'payment_intent_unexpected_state',
    )
  }
  const canceled = books.intents.put(intent.id, {
    ...intent,
    canceled_at: moment.at,
    cancellation_reason: reason,
    next_action: null,
    status: 'canceled',
  })
  emit(books, 'payment_intent.canceled', canceled, moment)
  return canceled
}

function makeCharge(
  books: StripeBooks,
  intent: Intent,
  at: number,
  failure: string | null,
): Charge {
  return {
    id: newId(books, 'ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: failure ? 0 : intent.amount,
    amount_refunded: 0,
    balance_transaction: null,
    captured: !failure,
    created: at,
    currency: intent.currency,
    customer: intent.customer,
    disputed: false,
    failure_code: failure,
    failure_message: failure && 'Your card was declined.',
    livemode: false,
    metadata: intent.metadata,
    outcome: { type: failure ? 'issuer_declined' : 'authorized' },
    paid: !failure,
    payment_intent: intent.id,
    payment_method_details: { type: intent.payment_method_types[0] ?? 'card' },
    refunded: false,
    status: failure ? 'failed' : 'succeeded',
  }
}
