import type { CloseOutcome, Provider } from '../provider.ts'
import type { Recurring } from '../recurring.ts'
import type { Surroundings } from '../wire.ts'
import { stripeRecurring } from './billing/stripe-recurring.ts'
import { createSession } from './create-session.ts'
import { fetchStripeBill } from './fetch-stripe-bill.ts'
import { factOf, findSession } from './find-session.ts'
import { readStripeNotification } from './read-stripe-notification.ts'
import type { StripeConfig } from './stripe-config.ts'
import { createRefund, queryRefund } from './stripe-refunds.ts'
import { submitEvidence } from './submit-evidence.ts'
import { callStripe } from './wire/call-stripe.ts'
import { type StripeLine, stripeLine } from './wire/stripe-line.ts'

/** All that needs the SDK, behind one door, so that a site without Stripe never loads it. */
export type StripeCalls = Required<
  Omit<Provider, 'name' | 'account' | 'capabilities' | 'acknowledge' | 'recurring' | 'identity'>
> & {
  recurring: Pick<Recurring, 'createAgreement' | 'queryAgreement' | 'endAgreement'>
}

export function stripeCalls(config: StripeConfig, around: Surroundings): StripeCalls {
  const line = stripeLine(config, around)
  return {
    createCharge: (request) => createSession(line, request),
    queryCharge: async (outTradeNo, gatewayRef) =>
      factOf(line, outTradeNo, await findSession(line, outTradeNo, gatewayRef)),
    closeCharge: (outTradeNo, gatewayRef) => closeCharge(line, outTradeNo, gatewayRef),
    createRefund: (request) => createRefund(line, request),
    queryRefund: (request) => queryRefund(line, request),
    readNotification: (raw) => readStripeNotification(line, raw),
    fetchBill: (date, kind) => fetchStripeBill(line, date, kind),
    submitEvidence: (disputeNo, evidence) => submitEvidence(line, disputeNo, evidence),
    recurring: stripeRecurring(line),
  }
}

/**
 * Only an open session can be expired, and only that closes it: its payment cannot be cancelled.
 * One that was completed meanwhile is asked again.
 */
async function closeCharge(
  line: StripeLine,
  outTradeNo: string,
  gatewayRef: string | null | undefined,
): Promise<CloseOutcome> {
  const found = await findSession(line, outTradeNo, gatewayRef)
  const { status } = factOf(line, outTradeNo, found)
  if (status !== 'open') return status
  if (found.kind !== 'session' || found.session.status !== 'open') return 'unknown'
  const { id } = found.session
  const reply = await callStripe('checkout.session', () =>
    // A fresh key each time: to expire twice is harmless, to be told an old failure is not.
    line.stripe.checkout.sessions.expire(
      id,
      {},
      { idempotencyKey: `expire-${id}-${line.around.nonce()}` },
    ),
  )
  if (reply.kind === 'ok') return reply.value.status === 'expired' ? 'closed' : 'unknown'
  if (reply.kind !== 'refused') return 'unknown'
  const after = factOf(line, outTradeNo, await findSession(line, outTradeNo, id))
  return after.status === 'open' ? 'unknown' : after.status
}
