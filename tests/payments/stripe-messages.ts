import Stripe from 'stripe'
import type { RawNotification } from '#payments/provider.ts'
import type { Sandbox } from './sandbox.ts'

type Fields = Record<string, unknown>

/** The SDK's own signer, which makes what Stripe would send. */
const { webhooks } = new Stripe('sk_test_signer')

/** A finished Checkout of 19.99 yuan, as an event tells it. */
export function sessionObject(change: Fields = {}): Fields {
  return {
    id: 'cs_test_0001',
    object: 'checkout.session',
    amount_total: 1999,
    client_reference_id: 'T20261122000001',
    currency: 'cny',
    livemode: false,
    metadata: { out_trade_no: 'T20261122000001' },
    mode: 'payment',
    payment_intent: 'pi_0001',
    payment_status: 'paid',
    status: 'complete',
    subscription: null,
    ...change,
  }
}

export function eventOf(type: string, object: Fields, change: Fields = {}): Fields {
  return {
    id: 'evt_0001',
    object: 'event',
    api_version: Stripe.API_VERSION,
    created: 1_795_334_400,
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: null,
    type,
    ...change,
  }
}

/** Signs as Stripe does: `seconds` off the sandbox's clock, with these secrets. */
export function signedEvent(
  sandbox: Sandbox,
  event: Fields | string,
  { seconds = 0, secrets = sandbox.simulators.stripe.webhookSecrets } = {},
): RawNotification {
  const payload = typeof event === 'string' ? event : JSON.stringify(event)
  const timestamp = Math.floor(sandbox.time.now.getTime() / 1000) + seconds
  const marks = secrets.map((secret) =>
    webhooks.generateTestHeaderString({ payload, secret, timestamp }).replace(/^t=\d+,/, ''),
  )
  return rawEvent(payload, `t=${timestamp},${marks.join(',')}`)
}

export function rawEvent(payload: string | Uint8Array, signature: string | null): RawNotification {
  const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' })
  if (signature !== null) headers.set('stripe-signature', signature)
  return { headers, body: Buffer.from(payload) }
}
