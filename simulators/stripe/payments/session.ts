import { signUp } from '../billing/subscription.ts'
import { newId, type StripeBooks, secondsNow } from '../stripe-books.ts'
import { emit } from '../stripe-events.ts'
import {
  challengeIntent,
  declineIntent,
  type Intent,
  openIntent,
  processIntent,
  succeedIntent,
} from './intent.ts'

export type Session = {
  id: string
  object: 'checkout.session'
  amount_subtotal: number
  amount_total: number
  cancel_url: string | null
  client_reference_id: string | null
  created: number
  currency: string
  customer: string | null
  customer_details: { email: string | null } | null
  customer_email: string | null
  expires_at: number
  livemode: false
  metadata: Record<string, string>
  mode: 'payment' | 'subscription'
  payment_intent: string | null
  payment_status: 'paid' | 'unpaid' | 'no_payment_required'
  status: 'open' | 'complete' | 'expired'
  subscription: string | null
  success_url: string
  ui_mode: 'hosted_page'
  url: string | null
  sim: {
    name: string
    /** The last moment to pay, in ms of business time. */
    endsAt: number
    paymentMetadata: Record<string, string>
    subscriptionMetadata: Record<string, string>
    prices: { price: string; quantity: number }[]
    trialEnd: number | null
    paidAt: number | null
    /** A slow method will have paid at this moment. */
    latePayAt: number | null
  }
}

export type PayOutcome = 'paid' | 'expired' | 'closed' | 'already_paid' | 'busy' | 'missing'

/** The session that a merchant's number, or an agreement's, stands on; the newest of several. */
export function sessionOf(books: StripeBooks, ours: string): Session | undefined {
  return books.sessions.all().findLast((one) => one.client_reference_id === ours)
}

/** What time will do to a session: end it, or bring a late payment. */
export function planSession(
  books: StripeBooks,
  { id, sim, status, payment_status }: Session,
): void {
  const { schedule } = books.world
  if (sim.latePayAt !== null && payment_status === 'unpaid') {
    schedule.at(sim.latePayAt, () => settleLate(books, id, true))
  }
  if (status === 'open') schedule.at(sim.endsAt, () => expireSession(books, id))
}

/** Only an open session expires; false leaves it as it was. */
export function expireSession(books: StripeBooks, id: string): boolean {
  const session = books.sessions.get(id)
  if (session?.status !== 'open') return false
  const ended = books.sessions.put(id, { ...session, status: 'expired', url: null })
  tell(books, 'expired', ended)
  return true
}

/**
 * The payer pays by card. `force` is what the real gateway never does: past the end of a session,
 * even one that was expired.
 */
export function paySession(
  books: StripeBooks,
  session: Session | undefined,
  { force = false }: { force?: boolean } = {},
): PayOutcome {
  if (!session) return 'missing'
  if (session.payment_status === 'paid') return 'already_paid'
  if (session.sim.latePayAt !== null) {
    return force && settleLate(books, session.id, true) ? 'paid' : 'busy'
  }
  if (!force) {
    if (session.status !== 'open') return 'closed'
    if (session.sim.endsAt <= books.world.schedule.now()) return 'expired'
  }
  complete(books, session)
  return 'paid'
}

function complete(books: StripeBooks, session: Session): void {
  const at = secondsNow(books)
  const ours = session.client_reference_id ?? ''
  const done = { status: 'complete', url: null } as const
  const email = session.customer_email
  const sim = { ...session.sim, paidAt: at * 1000, latePayAt: null }
  const common = { ...session, ...done, customer_details: { email }, sim }
  if (session.mode === 'subscription') {
    const { customer, subscription, owed } = signUp(books, session, at)
    const payment = owed ? 'paid' : 'no_payment_required'
    const signed = { ...common, customer, subscription, payment_status: payment } as const
    tell(books, 'completed', books.sessions.put(session.id, signed))
    return
  }
  const intent = succeedIntent(books, intentOf(books, session), { at, ours })
  const paid = { ...common, payment_intent: intent.id, payment_status: 'paid' } as const
  tell(books, 'completed', books.sessions.put(session.id, paid))
}

/** The card is declined; the session stays open for another try. */
export function declineSession(books: StripeBooks, session: Session): void {
  const moment = { at: secondsNow(books), ours: session.client_reference_id ?? '' }
  if (session.mode === 'payment') keepIntent(books, session, declineIntent, moment)
}

/** The bank asks the payer to prove who they are; the answer comes by paySession or decline. */
export function challengeSession(books: StripeBooks, session: Session): void {
  const moment = { at: secondsNow(books), ours: session.client_reference_id ?? '' }
  if (session.mode === 'payment') keepIntent(books, session, challengeIntent, moment)
}

/**
 * A slow method: the session is complete and unpaid, and the money comes, or not, a minute after
 * the deadline (F15, F37). Null when there is nothing to pay any more.
 */
export function payLater(books: StripeBooks, session: Session | undefined): number | null {
  if (session?.status !== 'open' || session.mode !== 'payment') return null
  const at = secondsNow(books)
  const ours = session.client_reference_id ?? ''
  const intent = processIntent(books, intentOf(books, session), { at, ours })
  const latePayAt = Math.max(session.sim.endsAt, books.world.schedule.now()) + 60_000
  const late = books.sessions.put(session.id, {
    ...session,
    payment_intent: intent.id,
    status: 'complete',
    url: null,
    sim: { ...session.sim, latePayAt },
  })
  tell(books, 'completed', late)
  planSession(books, late)
  return latePayAt
}

/** The slow method's end; false when none is under way. */
export function settleLate(books: StripeBooks, id: string, succeeded: boolean): boolean {
  const session = books.sessions.get(id)
  if (!session || session.sim.latePayAt === null || session.payment_status !== 'unpaid')
    return false
  const at = secondsNow(books)
  const moment = { at, ours: session.client_reference_id ?? '' }
  const intent = intentOf(books, session)
  const sim = { ...session.sim, latePayAt: null }
  if (!succeeded) {
    declineIntent(books, intent, moment, ['payment_intent_payment_attempt_failed', 'debit_failed'])
    tell(books, 'async_payment_failed', books.sessions.put(id, { ...session, sim }))
    return true
  }
  succeedIntent(books, intent, moment)
  const paid = { payment_status: 'paid', sim: { ...sim, paidAt: at * 1000 } } as const
  tell(books, 'async_payment_succeeded', books.sessions.put(id, { ...session, ...paid }))
  return true
}

/** A session's payment is made when somebody first tries to pay. */
function intentOf(books: StripeBooks, session: Session): Intent {
  const found = session.payment_intent && books.intents.get(session.payment_intent)
  if (found) return found
  const { amount_total: amount, currency, id, sim, client_reference_id: ours } = session
  const terms = { amount, currency, metadata: sim.paymentMetadata, session: id }
  return openIntent(books, terms, { at: secondsNow(books), ours: ours ?? '' })
}

function keepIntent(
  books: StripeBooks,
  session: Session,
  change: (books: StripeBooks, intent: Intent, moment: { at: number; ours: string }) => Intent,
  moment: { at: number; ours: string },
): void {
  const intent = change(books, intentOf(books, session), moment)
  books.sessions.put(session.id, { ...session, payment_intent: intent.id })
}

function tell(books: StripeBooks, event: string, session: Session): void {
  const ours = session.client_reference_id ?? ''
  emit(books, `checkout.session.${event}`, session, { at: secondsNow(books), ours })
}

export function newSessionId(books: StripeBooks): string {
  return newId(books, 'cs_test')
}
