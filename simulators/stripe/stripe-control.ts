import type { TradeView } from '../control.ts'
import type { Notice } from '../engine/notifier.ts'
import { closeDispute, openDispute } from './payments/dispute.ts'
import { settleRefund } from './payments/refund.ts'
import {
  expireSession,
  payLater,
  paySession,
  type Session,
  sessionOf,
  settleLate,
} from './payments/session.ts'
import { newId, type StripeBooks, secondsNow } from './stripe-books.ts'
import { makeEvent } from './stripe-events.ts'

/** What a test or a person may do to Stripe from outside, by the merchant's own numbers. */
export function stripeControl(books: StripeBooks) {
  const chargeOf = (ours: string) => {
    const intent = books.intents.get(sessionOf(books, ours)?.payment_intent ?? '')
    return intent?.latest_charge ? books.charges.get(intent.latest_charge) : undefined
  }
  return {
    trades: () => trades(books),
    pay: (ours: string, force: boolean) => paySession(books, sessionOf(books, ours), { force }),
    payLate: (ours: string) => payLater(books, sessionOf(books, ours)),
    close: (ours: string) => expireSession(books, sessionOf(books, ours)?.id ?? ''),
    /** The slow method's end. */
    settleLate: (ours: string, succeeded: boolean) =>
      settleLate(books, sessionOf(books, ours)?.id ?? '', succeeded),
    settleRefund: (outRefundNo: string, succeeded: boolean) => {
      const refund = books.refunds.all().find((one) => one.metadata.out_refund_no === outRefundNo)
      return refund ? settleRefund(books, refund.id, succeeded ? 'succeeded' : 'failed') : false
    },
    dispute: (ours: string, reason: string) => {
      const charge = chargeOf(ours)
      return charge?.paid && !charge.disputed ? openDispute(books, charge, reason).id : null
    },
    settleDispute: (id: string, won: boolean) => {
      const dispute = books.disputes.get(id)
      if (!dispute || dispute.status === 'won' || dispute.status === 'lost') return false
      closeDispute(books, dispute, won)
      return true
    },
    /** From now on the card behind an agreement is charged, or is not. */
    card: (agreementNo: string, works: boolean, afterRetries: 'canceled' | 'unpaid') => {
      const found = books.subscriptions
        .all()
        .findLast(({ metadata }) => metadata.agreement_no === agreementNo)
      if (!found) return false
      const sim = { ...found.sim, works, afterRetries }
      books.subscriptions.put(found.id, { ...found, sim })
      return true
    },
    listen: (url: string) => {
      const signs = books.endpoint.get('endpoint')?.signs ?? [0]
      books.endpoint.put('endpoint', { url, signs })
    },
    /** A new webhook secret beside the old, then the end of the old. */
    rotate: (order: { next?: boolean; retireOld?: boolean }) => {
      const { url = '', signs = [0] } = books.endpoint.get('endpoint') ?? {}
      const next = order.next ? [...new Set([...signs, 1])] : signs
      const kept = order.retireOld ? next.slice(-1) : next
      books.endpoint.put('endpoint', { url, signs: kept })
      return { secrets: kept.length }
    },
    claimPaid: (ours: string) => claimPaid(books, ours),
  }
}

function trades(books: StripeBooks): TradeView[] {
  const refunds = books.refunds.all()
  return books.sessions
    .all()
    .filter(({ mode }) => mode === 'payment')
    .map((session) => ({
      provider: 'stripe',
      outTradeNo: session.client_reference_id ?? session.id,
      status: `${session.status}/${session.payment_status}`,
      amountFen: String(session.amount_total),
      paidAt: session.sim.paidAt,
      refunds: refunds
        .filter((one) => one.payment_intent === session.payment_intent)
        .map(({ id, amount, metadata, status }) => ({
          outRefundNo: metadata.out_refund_no ?? id,
          fen: String(amount),
          status,
        })),
    }))
}

/** An event about a payment that never was. */
function claimPaid(books: StripeBooks, ours: string): Notice | null {
  const session = sessionOf(books, ours)
  if (!session) return null
  const at = secondsNow(books)
  const claimed: Session = {
    ...session,
    payment_intent: session.payment_intent ?? newId(books, 'pi'),
    payment_status: 'paid',
    status: 'complete',
    url: null,
  }
  const payload = makeEvent(books, 'checkout.session.completed', claimed, at)
  return {
    id: payload.id,
    gateway: 'stripe',
    outTradeNo: ours,
    event: payload.type,
    url: books.endpoint.get('endpoint')?.url ?? '',
    payload,
    sends: 0,
    nextAt: at * 1000,
    state: 'pending',
    log: [],
  }
}
