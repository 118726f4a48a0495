import type Stripe from 'stripe'
import { sameMoney } from '#kernel/money.ts'
import type { ChargeReply, ChargeRequest } from '../provider.ts'
import { findSession } from './find-session.ts'
import { moneyOf, OUT_TRADE_NO, unitsOf } from './stripe-facts.ts'
import { callStripe } from './wire/call-stripe.ts'
import type { StripeLine } from './wire/stripe-line.ts'

/** Stripe's limits of a session's life after its creation, with half a minute for the way. */
const SHORTEST_MS = 30.5 * 60_000
const LONGEST_MS = 24 * 3_600_000 - 30_000
/** Keys may be forgotten after 24 hours; from here on a repeat looks before it creates. */
export const KEY_LIFE_MS = 23 * 3_600_000
const MAX_NAME = 250

/**
 * Makes a Checkout Session under a key that is our number, so that a repeat answers the same one
 * (F43, F44). A deadline nearer than Stripe allows is kept by expiring the session ourselves.
 */
export async function createSession(
  line: StripeLine,
  request: ChargeRequest,
): Promise<ChargeReply> {
  const { outTradeNo, firstSentAt } = request
  if (firstSentAt && line.around.now().getTime() - firstSentAt.getTime() > KEY_LIFE_MS) {
    const earlier = await findAgain(line, request)
    if (earlier) return earlier
  }
  const reply = await callStripe('checkout.session', () =>
    line.stripe.checkout.sessions.create(parametersOf(line, request), {
      idempotencyKey: `charge-${outTradeNo}`,
    }),
  )
  if (reply.kind === 'ok') return leadTo(reply.value, request)
  if (reply.kind === 'refused') return { kind: 'refused', code: reply.code }
  const kept = reply.kind === 'key_used' || reply.replayed
  if (!kept) return { kind: 'unknown', code: reply.code }
  // The key answers nothing new any more: either its session is there, or this number is spent.
  return (await findAgain(line, request)) ?? { kind: 'refused', code: reply.code }
}

async function findAgain(line: StripeLine, request: ChargeRequest): Promise<ChargeReply | null> {
  const found = await findSession(line, request.outTradeNo, null)
  if (found.kind === 'none') return null
  if (found.kind === 'session') return leadTo(found.session, request)
  return { kind: 'unknown', code: found.kind === 'unknown' ? found.code : 'already_sent' }
}

/** A session of another amount is not an answer to this request. */
function leadTo(session: Stripe.Checkout.Session, request: ChargeRequest): ChargeReply {
  if (session.client_reference_id !== request.outTradeNo) {
    return { kind: 'unknown', code: 'foreign_reply' }
  }
  const amount = moneyOf(session.amount_total, session.currency)
  if (!amount || !sameMoney(amount, request.amount)) return { kind: 'refused', code: 'other_terms' }
  if (session.status !== 'open') return { kind: 'refused', code: 'session_ended' }
  return session.url && /^https?:\/\//.test(session.url)
    ? { kind: 'redirect', url: session.url, gatewayRef: session.id }
    : { kind: 'unknown', code: 'no_url' }
}

function parametersOf(
  line: StripeLine,
  request: ChargeRequest,
): Stripe.Checkout.SessionCreateParams {
  const { outTradeNo, amount, returnUrl, payer } = request
  const metadata = { [OUT_TRADE_NO]: outTradeNo }
  const now = line.around.now().getTime()
  const wanted = request.expiresAt.getTime()
  const endsAt = Math.min(Math.max(wanted, now + SHORTEST_MS), now + LONGEST_MS)
  return {
    mode: 'payment',
    client_reference_id: outTradeNo,
    metadata,
    payment_intent_data: { metadata },
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: amount.currency.toLowerCase(),
          unit_amount: unitsOf(amount),
          product_data: { name: plainName(request.subject) },
        },
      },
    ],
    success_url: returnUrl,
    cancel_url: returnUrl,
    expires_at: Math.floor(endsAt / 1000),
    ...(payer?.email && { customer_email: payer.email }),
  }
}

export function plainName(subject: string): string {
  return [...subject.replace(/\p{Cc}+/gu, ' ')].slice(0, MAX_NAME).join('')
}
