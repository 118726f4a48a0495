import { currencyExponents } from '#kernel/money.ts'
import type {
  Acknowledgement,
  Capabilities,
  ChargeReply,
  ChargeRequest,
  Provider,
} from '../provider.ts'
import type { Recurring } from '../recurring.ts'
import type { Surroundings } from '../wire.ts'
import type { StripeCalls } from './stripe-calls.ts'
import type { StripeConfig } from './stripe-config.ts'

type Open = () => Promise<StripeCalls>

/**
 * Stripe through its own SDK: Checkout, the payments behind it, refunds, Billing, the balance. The
 * SDK weighs 35 MB of memory and is loaded with the first call.
 */
export function stripeProvider(config: StripeConfig, around: Surroundings): Provider {
  let opened: Promise<StripeCalls> | null = null
  const open: Open = () => {
    opened ??= import('./stripe-calls.ts').then((calls) => calls.stripeCalls(config, around))
    return opened
  }
  return {
    name: 'stripe',
    account: config.account,
    capabilities,
    createCharge: async (request) =>
      refusalOf(request, around.now()) ?? (await open()).createCharge(request),
    queryCharge: async (...asked) => (await open()).queryCharge(...asked),
    closeCharge: async (...asked) => (await open()).closeCharge(...asked),
    createRefund: async (request) => (await open()).createRefund(request),
    queryRefund: async (asked) => (await open()).queryRefund(asked),
    readNotification: async (raw) => (await open()).readNotification(raw),
    acknowledge,
    submitEvidence: async (...handed) => (await open()).submitEvidence(...handed),
    fetchBill: async (...asked) => (await open()).fetchBill(...asked),
    recurring: recurringOf(open),
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

/** What Stripe would not take; null when it may be asked. */
function refusalOf({ amount, expiresAt }: ChargeRequest, now: Date): ChargeReply | null {
  const { minor, currency } = amount
  const { min, max } = capabilities.amounts
  if (minor < min || minor > max) return { kind: 'refused', code: 'amount_out_of_range' }
  // Stripe charges currencies of three decimals in steps of ten of the smallest unit.
  const uneven = currencyExponents[currency] === 3 && minor % 10n !== 0n
  if (uneven) return { kind: 'refused', code: 'amount_out_of_step' }
  return expiresAt <= now ? { kind: 'refused', code: 'already_expired' } : null
}

/** Stripe Billing renews by itself and tells each invoice; we sign up, look and end. */
function recurringOf(open: Open): Recurring {
  return {
    drivenBy: 'gateway',
    createAgreement: async (request) => (await open()).recurring.createAgreement(request),
    queryAgreement: async (...asked) => (await open()).recurring.queryAgreement(...asked),
    endAgreement: async (...asked) => (await open()).recurring.endAgreement(...asked),
    chargeWindow: (dueAt) => ({ from: dueAt, until: dueAt }),
    announceCharge: null,
    charge: async () => ({ kind: 'refused', code: 'gateway_charges_itself', because: 'other' }),
    moveNextCharge: null,
  }
}

/** Any 2xx stops Stripe; a redirect does not. */
function acknowledge(accepted: boolean): Acknowledgement {
  return { status: accepted ? 200 : 400, headers: {}, body: '' }
}
