import { currencyExponents } from '#kernel/money.ts'
import type {
  Acknowledgement,
  Capabilities,
  ChargeReply,
  ChargeRequest,
  CloseOutcome,
  Provider,
} from '../provider.ts'
import type { Surroundings } from '../wire.ts'
import { callStripe } from './call-stripe.ts'
import { createSession } from './create-session.ts'
import { fetchStripeBill } from './fetch-stripe-bill.ts'
import { factOf, findSession } from './find-session.ts'
import { readStripeNotification } from './read-stripe-notification.ts'
import type { StripeConfig } from './stripe-config.ts'
import { type StripeLine, stripeLine } from './stripe-line.ts'
import { stripeRecurring } from './stripe-recurring.ts'
import { createRefund, queryRefund } from './stripe-refunds.ts'

/** Stripe through its own SDK: Checkout, the payments behind it, refunds, Billing, the balance. */
export function stripeProvider(config: StripeConfig, around: Surroundings): Provider {
  const line = stripeLine(config, around)
  return {
    name: 'stripe',
    account: config.account,
    capabilities,
    createCharge: (request) => createCharge(line, request),
    queryCharge: async (outTradeNo, gatewayRef) =>
      factOf(line, outTradeNo, await findSession(line, outTradeNo, gatewayRef)),
    closeCharge: (outTradeNo, gatewayRef) => closeCharge(line, outTradeNo, gatewayRef),
    createRefund: (request) => createRefund(line, request),
    queryRefund: (request) => queryRefund(line, request),
    readNotification: (raw) => readStripeNotification(line, raw),
    acknowledge,
    fetchBill: (date, kind) => fetchStripeBill(line, date, kind),
    recurring: stripeRecurring(line),
  }
}

/**
 * An amount has eight digits at most. The smallest differs by currency and by the account's own, so
 * that Stripe has the last word on it.
 */
const capabilities: Capabilities = {
  channels: ['hosted'],
  currencies: Object.keys(currencyExponents) as (keyof typeof currencyExponents)[],
  amounts: { min: 50n, max: 99_999_999n },
  refunds: { partial: true, maxPerCharge: null, withinDays: 180 },
  bills: ['trade', 'funds'],
}

async function createCharge(line: StripeLine, request: ChargeRequest): Promise<ChargeReply> {
  const { minor, currency } = request.amount
  const { min, max } = capabilities.amounts
  if (minor < min || minor > max) return { kind: 'refused', code: 'amount_out_of_range' }
  // Stripe charges currencies of three decimals in steps of ten of the smallest unit.
  if (currencyExponents[currency] === 3 && minor % 10n !== 0n) {
    return { kind: 'refused', code: 'amount_out_of_step' }
  }
  if (request.expiresAt <= line.around.now()) return { kind: 'refused', code: 'already_expired' }
  return createSession(line, request)
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

/** Any 2xx stops Stripe; a redirect does not. */
function acknowledge(accepted: boolean): Acknowledgement {
  return { status: accepted ? 200 : 400, headers: {}, body: '' }
}
