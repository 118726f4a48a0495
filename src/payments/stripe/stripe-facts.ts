import type Stripe from 'stripe'
import { isCurrency, type Money, money } from '#kernel/money.ts'
import type { ChargeFact, RefundFact } from '../provider.ts'
import { unknownCharge } from '../unknown-charge.ts'

/** What our numbers are called in Stripe's metadata. */
export const OUT_TRADE_NO = 'out_trade_no'
export const OUT_REFUND_NO = 'out_refund_no'
export const AGREEMENT_NO = 'agreement_no'

/** An integer of a currency's smallest unit, which Stripe counts as ISO 4217 does. */
export function moneyOf(minor: number | null | undefined, currency: string | null): Money | null {
  const code = currency?.toUpperCase() ?? ''
  if (!isCurrency(code) || !Number.isSafeInteger(minor)) return null
  return money(BigInt(minor ?? 0), code)
}

/** The amount as the SDK wants it: at most eight digits, which a number holds exactly. */
export function unitsOf({ minor }: Money): number {
  return Number(minor)
}

/** A moment that Stripe gives in Unix seconds. */
export function momentOf(seconds: number | null | undefined): Date | null {
  return typeof seconds === 'number' ? new Date(seconds * 1000) : null
}

/**
 * What a Checkout Session with its expanded payment says. `complete` is not paid: a slow method is
 * still `processing`, and once that has failed the session can never be paid.
 */
export function sessionFact(session: Stripe.Checkout.Session, account: string): ChargeFact {
  const outTradeNo = session.client_reference_id ?? ''
  const intent = session.payment_intent
  if (intent && typeof intent === 'object') {
    const decides = session.status !== 'open' || intent.status === 'succeeded'
    if (decides) return intentFact(intent, outTradeNo, account)
  }
  const fact = {
    ...unknownCharge(outTradeNo, account),
    tradeNo: typeof intent === 'string' ? intent : (intent?.id ?? null),
    amount: moneyOf(session.amount_total, session.currency),
  }
  if (session.status === 'open') return { ...fact, status: 'open' }
  return session.status === 'expired' ? { ...fact, status: 'closed' } : fact
}

const intentStates: Record<string, ChargeFact['status']> = {
  succeeded: 'paid',
  processing: 'open',
  requires_action: 'open',
  requires_confirmation: 'open',
  requires_capture: 'open',
  requires_payment_method: 'closed',
  canceled: 'closed',
}

/** What the payment of an ended session says; without its session nobody can try it again. */
export function intentFact(
  intent: Stripe.PaymentIntent,
  outTradeNo: string,
  account: string,
): ChargeFact {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null
  const status = intentStates[intent.status] ?? 'unknown'
  const minor = status === 'paid' ? intent.amount_received : intent.amount
  const refunded = charge?.amount_refunded ? moneyOf(charge.amount_refunded, charge.currency) : null
  return {
    outTradeNo,
    account,
    status,
    tradeNo: intent.id,
    amount: moneyOf(minor, intent.currency),
    paidAt: status === 'paid' ? momentOf(charge?.created ?? intent.created) : null,
    refunded: status === 'paid' ? refunded : null,
  }
}

const refundStates: Record<string, RefundFact['status']> = {
  succeeded: 'succeeded',
  pending: 'processing',
  requires_action: 'processing',
  failed: 'failed',
  canceled: 'failed',
}

/** A refund may fail days after it succeeded, when the payer's bank does not take it. */
export function refundFactOf(refund: Stripe.Refund, outRefundNo: string): RefundFact {
  const status = refundStates[refund.status ?? ''] ?? 'unknown'
  return {
    outRefundNo,
    status,
    amount: moneyOf(refund.amount, refund.currency),
    code: status === 'succeeded' ? null : (refund.failure_reason ?? refund.status),
    ...(status === 'failed' && { isReversal: true }),
  }
}
