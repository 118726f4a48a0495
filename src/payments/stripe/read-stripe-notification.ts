import Stripe from 'stripe'
import { unavailable } from '#kernel/errors.ts'
import { decodeUtf8, parseFields, textOf } from '../fields.ts'
import { badNotification, refuseOversized } from '../notification-guard.ts'
import type { DisputeFact, Notification, RawNotification } from '../provider.ts'
import { fetchAgreement, fetchRenewal } from './billing/stripe-agreements.ts'
import {
  momentOf,
  moneyOf,
  OUT_REFUND_NO,
  OUT_TRADE_NO,
  refundFactOf,
  sessionFact,
} from './stripe-facts.ts'
import { callStripe } from './wire/call-stripe.ts'
import type { StripeLine } from './wire/stripe-line.ts'

/** How far a signature's time may lie behind and ahead; the SDK itself lets any future pass. */
const MAX_AGE_SECONDS = 300
const MAX_AHEAD_SECONDS = 60

/**
 * Proves a notification and says what it tells. Payments and refunds are read from the signed
 * bytes; agreements and renewals, whose events come in any order, as they stand now (F11). Throws
 * `payment.bad_notification`, and `payment.gateway_unreachable` when those cannot be fetched.
 */
export async function readStripeNotification(
  line: StripeLine,
  raw: RawNotification,
): Promise<Notification> {
  refuseOversized(raw.body)
  const event = proveEvent(line, raw)
  if (!event.id?.startsWith('evt_')) throw badNotification('no_event_id')
  if (event.object !== 'event') return { kind: 'other', eventId: event.id }
  if (event.livemode !== line.live) throw badNotification('foreign_mode')
  if (event.account && event.account !== line.config.account) {
    throw badNotification('foreign_account')
  }
  if (event.api_version !== Stripe.API_VERSION) throw badNotification('api_version')
  const told = await tell(line, event)
  return told ?? { kind: 'other', eventId: event.id }
}

/** Each secret in turn: while one replaces the other, both sign. Thin events carry no object. */
function proveEvent(line: StripeLine, raw: RawNotification): Stripe.Event {
  const body = decodeUtf8(raw.body)
  if (!body) throw badNotification('malformed')
  const header = raw.headers.get('stripe-signature') ?? ''
  const now = line.around.now().getTime()
  refuseFuture(header, now)
  for (const secret of line.config.webhookSecrets) {
    try {
      const { webhooks } = line.stripe
      const at = [MAX_AGE_SECONDS, undefined, now] as const
      return webhooks.constructEvent(body, header, secret, ...at)
    } catch (error) {
      if (error instanceof Stripe.errors.StripeSignatureVerificationError) continue
      const fields = parseFields(body)
      const object = fields && textOf(fields, 'object')
      if (!fields || object !== 'v2.core.event') throw badNotification('malformed')
      return fields as unknown as Stripe.Event
    }
  }
  throw badNotification('signature')
}

function refuseFuture(header: string, now: number): void {
  const times = [...header.matchAll(/(?:^|,)t=(\d{1,12})(?=,|$)/g)]
  const at = Number(times[0]?.[1])
  if (times.length !== 1) throw badNotification('timestamp')
  if (at * 1000 > now + MAX_AHEAD_SECONDS * 1000) throw badNotification('timestamp_ahead')
}

async function tell(line: StripeLine, event: Stripe.Event): Promise<Notification | null> {
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.expired':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.async_payment_failed':
      return tellSession(line, event)
    case 'payment_intent.succeeded':
      return tellIntent(line, event)
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return tellRefund(line, event)
    case 'charge.dispute.created':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated':
    case 'charge.dispute.closed':
      return tellDispute(line, event)
    case 'customer.subscription.created':
    case 'customer.subscription.updated':
    case 'customer.subscription.deleted':
      return tellAgreement(line, event.id, event.data.object.id)
    case 'invoice.paid':
    case 'invoice.payment_failed':
      return tellRenewal(line, event.id, event.data.object.id ?? '')
    default:
      return null
  }
}

type SessionEvent = Extract<Stripe.Event, { type: `checkout.session.${string}` }>

/** F15: `completed` without `paid` is a slow method under way, and its failure ends the charge. */
async function tellSession(line: StripeLine, event: SessionEvent): Promise<Notification | null> {
  const session = event.data.object
  const { subscription, client_reference_id: ours } = session
  if (session.livemode !== line.live) throw badNotification('foreign_mode')
  if (session.mode === 'subscription') {
    if (!subscription) return null
    const id = typeof subscription === 'string' ? subscription : subscription.id
    return tellAgreement(line, event.id, id)
  }
  if (session.mode !== 'payment' || !ours) return null
  if (session.metadata?.[OUT_TRADE_NO] !== ours) throw badNotification('numbers_differ')
  const fact = sessionFact(session, line.config.account)
  const paid = session.payment_status === 'paid'
  if (paid && session.status === 'complete') {
    const paidAt = momentOf(event.created)
    return { kind: 'charge', eventId: event.id, fact: { ...fact, status: 'paid', paidAt } }
  }
  const failed = event.type === 'checkout.session.async_payment_failed'
  const status = failed || session.status === 'expired' ? 'closed' : 'open'
  return { kind: 'charge', eventId: event.id, fact: { ...fact, status } }
}

async function tellIntent(
  line: StripeLine,
  event: Stripe.PaymentIntentSucceededEvent,
): Promise<Notification | null> {
  const intent = event.data.object
  const outTradeNo = intent.metadata[OUT_TRADE_NO]
  if (!outTradeNo) return null
  const fact = {
    outTradeNo,
    account: line.config.account,
    status: 'paid',
    tradeNo: intent.id,
    amount: moneyOf(intent.amount_received, intent.currency),
    paidAt: momentOf(event.created),
    refunded: null,
  } as const
  return { kind: 'charge', eventId: event.id, fact }
}

type RefundEvent = Extract<Stripe.Event, { type: `refund.${string}` }>

/** F50: `refund.failed` is told as a failure even when this refund succeeded before. */
async function tellRefund(line: StripeLine, event: RefundEvent): Promise<Notification | null> {
  const refund = event.data.object
  const outTradeNo = refund.metadata?.[OUT_TRADE_NO]
  const outRefundNo = refund.metadata?.[OUT_REFUND_NO]
  if (!outTradeNo || !outRefundNo) return null
  const fact = refundFactOf(refund, outRefundNo)
  const { account } = line.config
  return { kind: 'refund', eventId: event.id, outTradeNo, account, fact, refundedTotal: null }
}

type DisputeEvent = Extract<Stripe.Event, { type: `charge.dispute.${string}` }>

/** A dispute names the payment, and only that names our number. */
async function tellDispute(line: StripeLine, event: DisputeEvent): Promise<Notification | null> {
  const dispute = event.data.object
  const intent = dispute.payment_intent
  const amount = moneyOf(dispute.amount, dispute.currency)
  if (!intent || !amount) return null
  const id = typeof intent === 'string' ? intent : intent.id
  const reply = await callStripe('payment_intent', () => line.stripe.paymentIntents.retrieve(id))
  if (reply.kind !== 'ok') throw unavailable('payment.gateway_unreachable', { code: reply.code })
  const outTradeNo = reply.value.metadata[OUT_TRADE_NO]
  if (!outTradeNo) return null
  const fact: DisputeFact = {
    disputeNo: dispute.id,
    outTradeNo,
    account: line.config.account,
    status: disputeStatus(event),
    amount,
    reason: dispute.reason,
    evidenceDueAt: momentOf(dispute.evidence_details?.due_by),
  }
  return { kind: 'dispute', eventId: event.id, fact }
}

function disputeStatus({ type, data }: DisputeEvent): DisputeFact['status'] {
  if (type === 'charge.dispute.funds_withdrawn') return 'funds_withdrawn'
  if (type === 'charge.dispute.funds_reinstated') return 'funds_reinstated'
  if (type === 'charge.dispute.created') return 'opened'
  return data.object.status === 'lost' ? 'lost' : 'won'
}

async function tellAgreement(
  line: StripeLine,
  eventId: string,
  subscriptionId: string,
): Promise<Notification | null> {
  const fact = await fetchAgreement(line, subscriptionId)
  return fact && { kind: 'agreement', eventId, fact }
}

async function tellRenewal(
  line: StripeLine,
  eventId: string,
  invoiceId: string,
): Promise<Notification | null> {
  const fact = await fetchRenewal(line, invoiceId)
  return fact && { kind: 'renewal', eventId, fact }
}
