import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import type { Provider, RawNotification } from '#payments/provider.ts'
import { stripeProvider } from '#payments/stripe/stripe-provider.ts'
import { openCharge, openSandbox, rawOf, type Sandbox } from './sandbox.ts'
import { eventOf, rawEvent, sessionObject, signedEvent } from './stripe-messages.ts'

let sandbox: Sandbox
let provider: Provider
beforeAll(async () => {
  sandbox = await openSandbox()
  provider = sandbox.providers.stripe
})
afterAll(() => sandbox.close())

const COMPLETED = 'checkout.session.completed'
const paid = () => eventOf(COMPLETED, sessionObject())

async function refusedFor(raw: RawNotification, by = provider): Promise<unknown> {
  const error = await by.readNotification(raw).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ kind: 'invalid', code: 'payment.bad_notification' })
  return (error as { details: { reason: unknown } }).details.reason
}

function signatureOf(raw: RawNotification): string {
  return raw.headers.get('stripe-signature') ?? ''
}

describe('A notification that claims to come from Stripe', () => {
  it('tells a payment with exact amount, number, payment and moment', async () => {
    expect(await provider.readNotification(signedEvent(sandbox, paid()))).toEqual({
      kind: 'charge',
      eventId: 'evt_0001',
      fact: {
        outTradeNo: 'T20261122000001',
        account: sandbox.simulators.stripe.account,
        status: 'paid',
        tradeNo: 'pi_0001',
        amount: money(1999n, 'CNY'),
        paidAt: new Date(1_795_334_400_000),
        refunded: null,
      },
    })
  })

  it('F17: is refused without a signature, with another’s, or that of another body', async () => {
    const genuine = signedEvent(sandbox, paid())
    const other = signedEvent(sandbox, eventOf(COMPLETED, sessionObject({ amount_total: 1 })))
    const foreign = signedEvent(sandbox, paid(), { secrets: ['whsec_of_somebody_else_0000'] })
    const text = Buffer.from(genuine.body).toString()
    expect(await refusedFor(rawEvent(text, null))).toBe('timestamp')
    expect(await refusedFor(rawEvent(text, ''))).toBe('timestamp')
    expect(await refusedFor(rawEvent(text, 'v1=00'))).toBe('timestamp')
    expect(await refusedFor(rawEvent(text, signatureOf(genuine).split(',')[0] ?? ''))).toBe(
      'signature',
    )
    expect(await refusedFor(rawEvent(text, signatureOf(other)))).toBe('signature')
    expect(await refusedFor(foreign)).toBe('signature')
    const v0 = signatureOf(genuine).replace('v1=', 'v0=')
    expect(await refusedFor(rawEvent(text, v0))).toBe('signature')
  })

  it('F17: is refused when a byte of it changed, even where JSON means the same', async () => {
    const genuine = signedEvent(sandbox, paid())
    const text = Buffer.from(genuine.body).toString()
    for (const changed of [
      text.replace('1999', '1998'),
      text.replace('{', '{ '),
      `${text}\n`,
      `\ufeff${text}`,
      JSON.stringify(JSON.parse(text), Object.keys(JSON.parse(text)).sort()),
    ]) {
      expect(await refusedFor(rawEvent(changed, signatureOf(genuine)))).toBe('signature')
    }
    const broken = Buffer.concat([Buffer.from(genuine.body), Buffer.from([0xff])])
    expect(await refusedFor(rawEvent(broken, signatureOf(genuine)))).toBe('malformed')
    expect(await refusedFor(signedEvent(sandbox, 'not json'))).toBe('malformed')
  })

  it('F23: is refused 301 s old and, by our own bound, from the future', async () => {
    expect(await refusedFor(signedEvent(sandbox, paid(), { seconds: -301 }))).toBe('signature')
    expect(await refusedFor(signedEvent(sandbox, paid(), { seconds: 3600 }))).toBe(
      'timestamp_ahead',
    )
    expect(await refusedFor(signedEvent(sandbox, paid(), { seconds: 61 }))).toBe('timestamp_ahead')
    for (const seconds of [-300, 0, 60]) {
      const read = await provider.readNotification(signedEvent(sandbox, paid(), { seconds }))
      expect(read.kind).toBe('charge')
    }
  })

  it('F23: cannot bring two times, of which each reader takes another', async () => {
    const genuine = signedEvent(sandbox, paid(), { seconds: 3600 })
    const now = Math.floor(sandbox.time.now.getTime() / 1000)
    const text = Buffer.from(genuine.body).toString()
    const header = signatureOf(genuine)
    expect(await refusedFor(rawEvent(text, `t=${now},${header}`))).toBe('timestamp')
    expect(await refusedFor(rawEvent(text, `${header},t=${now}`))).toBe('timestamp')
  })

  it('F19: is refused from the other mode, another account or another API version', async () => {
    const change = async (fields: Record<string, unknown>) =>
      refusedFor(signedEvent(sandbox, eventOf(COMPLETED, sessionObject(), fields)))
    expect(await change({ livemode: true })).toBe('foreign_mode')
    expect(await change({ account: 'acct_somebody0000' })).toBe('foreign_account')
    expect(await change({ api_version: '2024-06-20' })).toBe('api_version')
    expect(await change({ id: 'x' })).toBe('no_event_id')
    const inner = eventOf(COMPLETED, sessionObject({ livemode: true }))
    expect(await refusedFor(signedEvent(sandbox, inner))).toBe('foreign_mode')
    const own = eventOf(COMPLETED, sessionObject(), { account: provider.account })
    expect((await provider.readNotification(signedEvent(sandbox, own))).kind).toBe('charge')
  })

  it('F20: is refused when its two places for our number differ', async () => {
    const torn = sessionObject({ client_reference_id: 'T20261122000009' })
    expect(await refusedFor(signedEvent(sandbox, eventOf(COMPLETED, torn)))).toBe('numbers_differ')
  })

  it('F18, F76: tells the amount and currency that were signed, in its decimals', async () => {
    const told = async (change: Record<string, unknown>) => {
      const raw = signedEvent(sandbox, eventOf(COMPLETED, sessionObject(change)))
      const read = await provider.readNotification(raw)
      return read.kind === 'charge' ? read.fact.amount : 'not a charge'
    }
    expect(await told({ amount_total: 1998 })).toEqual(money(1998n, 'CNY'))
    expect(await told({ amount_total: 0 })).toEqual(money(0n, 'CNY'))
    expect(await told({ currency: 'usd' })).toEqual(money(1999n, 'USD'))
    expect(await told({ currency: 'jpy' })).toEqual(money(1999n, 'JPY'))
    expect(await told({ currency: 'kwd' })).toEqual(money(1999n, 'KWD'))
    for (const change of [{ currency: 'xxx' }, { amount_total: 19.99 }, { amount_total: null }]) {
      expect(await told(change)).toBeNull()
    }
  })
})

describe('A notification that is genuine but not a payment', () => {
  const kindOf = async (event: Record<string, unknown>) =>
    (await provider.readNotification(signedEvent(sandbox, event))).kind

  it('is nothing to us when thin, unknown, without our number or of another kind', async () => {
    expect(await kindOf({ ...paid(), object: 'v2.core.event' })).toBe('other')
    expect(await kindOf(eventOf('payout.paid', { id: 'po_1', object: 'payout' }))).toBe('other')
    expect(await kindOf(eventOf('invented.by.stripe', {}))).toBe('other')
    expect(await kindOf(eventOf(COMPLETED, sessionObject({ client_reference_id: null })))).toBe(
      'other',
    )
    expect(await kindOf(eventOf(COMPLETED, sessionObject({ mode: 'setup' })))).toBe('other')
    const byHand = { id: 're_1', object: 'refund', amount: 1, currency: 'cny', metadata: {} }
    expect(await kindOf(eventOf('refund.created', byHand))).toBe('other')
  })

  it('F15: opens nothing when complete but unpaid, ends the charge when that fails', async () => {
    const unpaid = sessionObject({ payment_status: 'unpaid' })
    const statusOf = async (type: string, object = unpaid) => {
      const read = await provider.readNotification(signedEvent(sandbox, eventOf(type, object)))
      return read.kind === 'charge' ? read.fact.status : read.kind
    }
    expect(await statusOf(COMPLETED)).toBe('open')
    expect(await statusOf('checkout.session.async_payment_failed')).toBe('closed')
    expect(await statusOf('checkout.session.async_payment_succeeded', sessionObject())).toBe('paid')
    const expired = sessionObject({ payment_status: 'unpaid', status: 'expired' })
    expect(await statusOf('checkout.session.expired', expired)).toBe('closed')
  })

  it('follows the payment behind a session too', async () => {
    const intent = {
      id: 'pi_0001',
      object: 'payment_intent',
      amount_received: 1999,
      currency: 'cny',
      metadata: { out_trade_no: 'T20261122000001' },
    }
    const event = eventOf('payment_intent.succeeded', intent)
    expect(await provider.readNotification(signedEvent(sandbox, event))).toMatchObject({
      kind: 'charge',
      fact: { status: 'paid', tradeNo: 'pi_0001', amount: money(1999n, 'CNY') },
    })
  })
})

describe('The secrets of the endpoint', () => {
  it('F28: while one replaces the other, both are believed, then only the new', async () => {
    const [first = '', second = ''] = sandbox.simulators.keys.stripe.webhookSecrets
    const withSecrets = (webhookSecrets: string[]) =>
      stripeProvider({ ...sandbox.simulators.stripe, webhookSecrets }, sandbox.around)
    const { outTradeNo } = await openCharge(sandbox, 'stripe')
    const order = { provider: 'stripe', outTradeNo } as const
    const told = () => rawOf(sandbox.control.notification(order))
    const before = told()
    sandbox.control.rotateKeys({ provider: 'stripe', next: true })
    const during = told()
    sandbox.control.rotateKeys({ provider: 'stripe', retireOld: true })
    const after = told()
    const [onlyOld, both, onlyNew] = [[first], [first, second], [second]].map(withSecrets)
    for (const raw of [before, during]) {
      expect((await onlyOld?.readNotification(raw))?.kind).toBe('charge')
    }
    for (const raw of [before, during, after]) {
      expect((await both?.readNotification(raw))?.kind).toBe('charge')
    }
    for (const raw of [during, after]) {
      expect((await onlyNew?.readNotification(raw))?.kind).toBe('charge')
    }
    expect(await refusedFor(after, onlyOld)).toBe('signature')
    expect(await refusedFor(before, onlyNew)).toBe('signature')
  })
})
