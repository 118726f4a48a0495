import type Stripe from 'stripe'
import type { AgreementFact, AgreementReply, AgreementRequest, Recurring } from '../../recurring.ts'
import { plainName } from '../create-session.ts'
import { AGREEMENT_NO, unitsOf } from '../stripe-facts.ts'
import { callStripe } from '../wire/call-stripe.ts'
import type { StripeLine } from '../wire/stripe-line.ts'
import { agreementFact } from './stripe-agreements.ts'

/** A trial that ends sooner than two days from now is refused by Checkout. */
const SHORTEST_TRIAL_MS = 48 * 3_600_000 + 5 * 60_000
/** A payer signs within the life of a session. */
const LOOK_BACK_SECONDS = 25 * 3600
const PAGE = 100
const MAX_PAGES = 10

/** The part of Billing that calls Stripe; who drives it and when stands in the provider. */
export function stripeRecurring(
  line: StripeLine,
): Pick<Recurring, 'createAgreement' | 'queryAgreement' | 'endAgreement'> {
  return {
    createAgreement: (request) => createAgreement(line, request),
    queryAgreement: (agreementNo, gatewayNo) => queryAgreement(line, agreementNo, gatewayNo),
    endAgreement: (agreementNo, gatewayNo) => endAgreement(line, agreementNo, gatewayNo),
  }
}

async function createAgreement(
  line: StripeLine,
  request: AgreementRequest,
): Promise<AgreementReply> {
  const { agreementNo } = request
  const reply = await callStripe('checkout.session', () =>
    line.stripe.checkout.sessions.create(parametersOf(line, request), {
      idempotencyKey: `agreement-${agreementNo}`,
    }),
  )
  if (reply.kind === 'unknown') return { kind: 'unknown', code: reply.code }
  if (reply.kind !== 'ok') return { kind: 'refused', code: reply.code }
  const { url, id } = reply.value
  return url && /^https?:\/\//.test(url)
    ? { kind: 'redirect', url, gatewayRef: id }
    : { kind: 'unknown', code: 'no_url' }
}

/** A first charge that lies ahead is a trial until then, never shorter than Checkout allows. */
function parametersOf(
  line: StripeLine,
  { agreementNo, amount, period, firstChargeAt, subject, returnUrl }: AgreementRequest,
): Stripe.Checkout.SessionCreateParams {
  const metadata = { [AGREEMENT_NO]: agreementNo }
  const now = line.around.now().getTime()
  const trialEnd = Math.max(firstChargeAt.getTime(), now + SHORTEST_TRIAL_MS)
  const later = firstChargeAt.getTime() > now
  return {
    mode: 'subscription',
    client_reference_id: agreementNo,
    metadata,
    subscription_data: { metadata, ...(later && { trial_end: Math.ceil(trialEnd / 1000) }) },
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: amount.currency.toLowerCase(),
          unit_amount: unitsOf(amount),
          recurring: { interval: period.unit, interval_count: period.count },
          product_data: { name: plainName(subject) },
        },
      },
    ],
    success_url: returnUrl,
    cancel_url: returnUrl,
  }
}

async function queryAgreement(
  line: StripeLine,
  agreementNo: string,
  gatewayNo?: string | null,
): Promise<AgreementFact> {
  const { account } = line.config
  const blank = { agreementNo, gatewayNo: null, account, nextChargeAt: null }
  if (gatewayNo?.startsWith('sub_')) {
    const reply = await callStripe('subscription', () =>
      line.stripe.subscriptions.retrieve(gatewayNo),
    )
    const ours = reply.kind === 'ok' && reply.value.metadata[AGREEMENT_NO] === agreementNo
    return ours ? agreementFact(reply.value, agreementNo, account) : { ...blank, status: 'unknown' }
  }
  const session = await findSigning(line, agreementNo, gatewayNo)
  if (session === 'unknown') return { ...blank, status: 'unknown' }
  if (session === 'none') return searchAgreement(line, agreementNo)
  const { subscription } = session
  if (subscription && typeof subscription === 'object') {
    return agreementFact(subscription, agreementNo, account)
  }
  return { ...blank, status: session.status === 'expired' ? 'ended' : 'pending' }
}

/** The session in which the payer signs: by its name, else by ours among those of a day. */
async function findSigning(
  line: StripeLine,
  agreementNo: string,
  gatewayRef?: string | null,
): Promise<Stripe.Checkout.Session | 'none' | 'unknown'> {
  const { sessions } = line.stripe.checkout
  if (gatewayRef) {
    const reply = await callStripe('checkout.session', () =>
      sessions.retrieve(gatewayRef, { expand: ['subscription'] }),
    )
    const ours = reply.kind === 'ok' && reply.value.client_reference_id === agreementNo
    return ours ? reply.value : 'unknown'
  }
  const since = Math.floor(line.around.now().getTime() / 1000) - LOOK_BACK_SECONDS
  let after: string | undefined
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const reply = await callStripe('list', () =>
      sessions.list({
        created: { gte: since },
        limit: PAGE,
        expand: ['data.subscription'],
        ...(after && { starting_after: after }),
      }),
    )
    if (reply.kind !== 'ok') return 'unknown'
    const { data, has_more: more } = reply.value
    const session = data.find((one) => one.client_reference_id === agreementNo)
    if (session) return session
    after = data.at(-1)?.id
    if (!more || !after) return 'none'
  }
  return 'unknown'
}

async function searchAgreement(line: StripeLine, agreementNo: string): Promise<AgreementFact> {
  const { account } = line.config
  const blank = { agreementNo, gatewayNo: null, account, nextChargeAt: null }
  if (!/^\w+$/.test(agreementNo)) return { ...blank, status: 'not_found' }
  const query = `metadata["${AGREEMENT_NO}"]:"${agreementNo}"`
  const reply = await callStripe('search_result', () =>
    line.stripe.subscriptions.search({ query, limit: 1 }),
  )
  if (reply.kind !== 'ok') return { ...blank, status: 'unknown' }
  const [subscription] = reply.value.data
  return subscription?.metadata[AGREEMENT_NO] === agreementNo
    ? agreementFact(subscription, agreementNo, account)
    : { ...blank, status: 'not_found' }
}

/** The period that is paid runs to its end; an unsigned session is expired. */
async function endAgreement(
  line: StripeLine,
  agreementNo: string,
  gatewayNo?: string | null,
): Promise<AgreementFact> {
  const known = await queryAgreement(line, agreementNo, gatewayNo)
  if (known.status === 'ended' || known.status === 'unknown') return known
  const fresh = { idempotencyKey: `end-${agreementNo}-${line.around.nonce()}` }
  if (known.gatewayNo) {
    const id = known.gatewayNo
    const reply = await callStripe('subscription', () =>
      line.stripe.subscriptions.update(id, { cancel_at_period_end: true }, fresh),
    )
    return reply.kind === 'ok'
      ? agreementFact(reply.value, agreementNo, known.account)
      : { ...known, status: 'unknown' }
  }
  const session = await findSigning(line, agreementNo, gatewayNo)
  if (session === 'none') return known
  if (session === 'unknown') return { ...known, status: 'unknown' }
  const { id } = session
  const reply = await callStripe('checkout.session', () =>
    line.stripe.checkout.sessions.expire(id, {}, fresh),
  )
  return { ...known, status: reply.kind === 'ok' ? 'ended' : 'unknown' }
}
