import type Stripe from 'stripe'
import type { ChargeFact } from '../provider.ts'
import { unknownCharge } from '../unknown-charge.ts'
import { intentFact, OUT_TRADE_NO, sessionFact } from './stripe-facts.ts'
import { callStripe } from './wire/call-stripe.ts'
import type { StripeLine } from './wire/stripe-line.ts'

export type Found =
  | { kind: 'session'; session: Stripe.Checkout.Session }
  | { kind: 'intent'; intent: Stripe.PaymentIntent }
  | { kind: 'none' }
  | { kind: 'unknown'; code: string }

/** A session lives a day at most; an hour more for clocks that differ. */
const LOOK_BACK_SECONDS = 25 * 3600
const PAGE = 100
/** A thousand sessions a day; beyond that a lost one is found only once it is paid. */
const MAX_PAGES = 10
const PAID_BY = 'payment_intent.latest_charge'

/**
 * Finds a charge by Stripe's own name of it. Without that name it is looked for by ours among the
 * sessions that can still be open, which is exact; then among payments, by a search that may lag a
 * minute behind.
 */
export async function findSession(
  line: StripeLine,
  outTradeNo: string,
  gatewayRef: string | null | undefined,
): Promise<Found> {
  if (gatewayRef?.startsWith('cs_')) return retrieveSession(line, outTradeNo, gatewayRef)
  if (gatewayRef?.startsWith('pi_')) return retrieveIntent(line, outTradeNo, gatewayRef)
  const listed = await listSessions(line, outTradeNo)
  return listed.kind === 'none' ? searchIntents(line, outTradeNo) : listed
}

/** What was found, as the port tells it. */
export function factOf(line: StripeLine, outTradeNo: string, found: Found): ChargeFact {
  const { account } = line.config
  switch (found.kind) {
    case 'session':
      return sessionFact(found.session, account)
    case 'intent':
      return intentFact(found.intent, outTradeNo, account)
    case 'none':
      return { ...unknownCharge(outTradeNo, account), status: 'not_found' }
    default:
      return unknownCharge(outTradeNo, account)
  }
}

/** A name that Stripe does not know, or that is another charge's, proves nothing about ours. */
async function retrieveSession(line: StripeLine, outTradeNo: string, id: string): Promise<Found> {
  const reply = await callStripe('checkout.session', () =>
    line.stripe.checkout.sessions.retrieve(id, { expand: [PAID_BY] }),
  )
  if (reply.kind !== 'ok') return { kind: 'unknown', code: reply.code }
  const session = reply.value
  const ours = session.id === id && session.client_reference_id === outTradeNo
  return ours ? { kind: 'session', session } : { kind: 'unknown', code: 'foreign_reply' }
}

async function retrieveIntent(line: StripeLine, outTradeNo: string, id: string): Promise<Found> {
  const reply = await callStripe('payment_intent', () =>
    line.stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }),
  )
  if (reply.kind !== 'ok') return { kind: 'unknown', code: reply.code }
  const intent = reply.value
  const ours = intent.id === id && intent.metadata[OUT_TRADE_NO] === outTradeNo
  return ours ? { kind: 'intent', intent } : { kind: 'unknown', code: 'foreign_reply' }
}

async function listSessions(line: StripeLine, outTradeNo: string): Promise<Found> {
  const since = Math.floor(line.around.now().getTime() / 1000) - LOOK_BACK_SECONDS
  let after: string | undefined
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const reply = await callStripe('list', () =>
      line.stripe.checkout.sessions.list({
        created: { gte: since },
        limit: PAGE,
        expand: [`data.${PAID_BY}`],
        ...(after && { starting_after: after }),
      }),
    )
    if (reply.kind !== 'ok') return { kind: 'unknown', code: reply.code }
    const { data, has_more: more } = reply.value
    const session = data.find((one) => one.client_reference_id === outTradeNo)
    if (session) return { kind: 'session', session }
    after = data.at(-1)?.id
    if (!more || !after) return { kind: 'none' }
  }
  return { kind: 'unknown', code: 'too_many_sessions' }
}

async function searchIntents(line: StripeLine, outTradeNo: string): Promise<Found> {
  if (!/^\w+$/.test(outTradeNo)) return { kind: 'none' }
  const query = `metadata["${OUT_TRADE_NO}"]:"${outTradeNo}"`
  const reply = await callStripe('search_result', () =>
    line.stripe.paymentIntents.search({ query, limit: 2, expand: ['data.latest_charge'] }),
  )
  if (reply.kind !== 'ok') return { kind: 'unknown', code: reply.code }
  const found = reply.value.data.filter(({ metadata }) => metadata[OUT_TRADE_NO] === outTradeNo)
  const intent = found.find(({ status }) => status === 'succeeded') ?? found[0]
  return intent ? { kind: 'intent', intent } : { kind: 'none' }
}
