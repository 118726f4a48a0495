import type Stripe from 'stripe'
import { unavailable } from '#kernel/errors.ts'
import type { AgreementFact, RenewalFact } from '../../recurring.ts'
import { AGREEMENT_NO, momentOf, moneyOf } from '../stripe-facts.ts'
import { callStripe } from '../wire/call-stripe.ts'
import type { StripeLine } from '../wire/stripe-line.ts'

/** The subscription as it stands now; null if it is none of ours. Throws if it cannot be had. */
export async function fetchAgreement(
  line: StripeLine,
  subscriptionId: string,
): Promise<AgreementFact | null> {
  const reply = await callStripe('subscription', () =>
    line.stripe.subscriptions.retrieve(subscriptionId),
  )
  if (reply.kind !== 'ok') throw unavailable('payment.gateway_unreachable', { code: reply.code })
  const agreementNo = reply.value.metadata[AGREEMENT_NO]
  return agreementNo ? agreementFact(reply.value, agreementNo, line.config.account) : null
}

const states: Record<string, AgreementFact['status']> = {
  incomplete: 'pending',
  trialing: 'active',
  active: 'active',
  past_due: 'active',
  paused: 'pending',
  unpaid: 'ended',
  canceled: 'ended',
  incomplete_expired: 'ended',
}

/**
 * `past_due` still charges by itself; one that ends with its period does not, so it has ended as a
 * permission although its period runs on. Periods stand on the items since API version basil.
 */
export function agreementFact(
  subscription: Stripe.Subscription,
  agreementNo: string,
  account: string,
): AgreementFact {
  const told = states[subscription.status] ?? 'unknown'
  const ending = subscription.cancel_at_period_end || subscription.cancel_at !== null
  const status = told === 'active' && ending ? 'ended' : told
  const next = subscription.items.data[0]?.current_period_end
  return {
    agreementNo,
    gatewayNo: subscription.id,
    account,
    status,
    nextChargeAt: status === 'active' ? momentOf(next) : null,
  }
}

/** The invoice as it stands now; null for one that is not ours or asked for nothing (a trial's). */
export async function fetchRenewal(
  line: StripeLine,
  invoiceId: string,
): Promise<RenewalFact | null> {
  const reply = await callStripe('invoice', () => line.stripe.invoices.retrieve(invoiceId))
  if (reply.kind !== 'ok') throw unavailable('payment.gateway_unreachable', { code: reply.code })
  const invoice = reply.value
  const agreementNo = invoice.parent?.subscription_details?.metadata?.[AGREEMENT_NO]
  const paid = invoice.status === 'paid'
  const minor = paid ? invoice.amount_paid : invoice.amount_due
  const amount = moneyOf(minor, invoice.currency)
  const period = invoice.lines.data.find(({ parent }) => parent?.subscription_item_details)?.period
  const [periodStart, periodEnd] = [momentOf(period?.start), momentOf(period?.end)]
  if (!agreementNo || !amount || amount.minor === 0n || !periodStart || !periodEnd) return null
  return {
    agreementNo,
    account: line.config.account,
    invoiceNo: invoiceId,
    status: paid ? 'paid' : 'failed',
    amount,
    periodStart,
    periodEnd,
    nextAttemptAt: paid ? null : momentOf(invoice.next_payment_attempt),
  }
}
