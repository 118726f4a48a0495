import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newNumber, openSandbox, rawOf, type Sandbox } from './sandbox.ts'

/** The unchanged SDK against the simulator: what it understands, Stripe might have sent. */
let sandbox: Sandbox
let stripe: Stripe
beforeAll(async () => {
  sandbox = await openSandbox()
  stripe = clientFor(sandbox.simulators.stripe.secretKey)
})
afterAll(() => sandbox.close())

function clientFor(key: string, more: Stripe.StripeConfig = {}): Stripe {
  const { hostname, port } = new URL(sandbox.simulators.stripe.apiUrl)
  const options = { protocol: 'http', telemetry: false, maxNetworkRetries: 0 } as const
  return new Stripe(key, { host: hostname, port, ...options, ...more })
}

const priceData = (currency: string, amount: number) => ({
  currency,
  unit_amount: amount,
  product_data: { name: '问渠课程 [1] & "引号" 😀' },
})

function sessionOf(outTradeNo: string, change: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const metadata = { out_trade_no: outTradeNo }
  return stripe.checkout.sessions.create({
    mode: 'payment',
    client_reference_id: outTradeNo,
    metadata,
    payment_intent_data: { metadata },
    line_items: [{ quantity: 1, price_data: priceData('cny', 1999) }],
    success_url: 'http://localhost:3000/back?session={CHECKOUT_SESSION_ID}',
    ...change,
  })
}

async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(Stripe.errors.StripeError)
  return error as Stripe.errors.StripeError
}

describe('Checkout Sessions by the SDK', () => {
  it('are created, retrieved, listed, paid and followed to their payment', async () => {
    const outTradeNo = newNumber()
    const session = await sessionOf(outTradeNo)
    expect(session).toMatchObject({
      object: 'checkout.session',
      status: 'open',
    })
    expect(session.url).toContain(session.id)
    expect(session.lastResponse.requestId).toMatch(/^req_/)
    expect(session.lastResponse.apiVersion).toBe(Stripe.API_VERSION)
    expect(session).not.toHaveProperty('sim')
    sandbox.control.pay({ provider: 'stripe', outTradeNo })
    const expand = ['payment_intent.latest_charge.balance_transaction']
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand })
    const intent = paid.payment_intent as Stripe.PaymentIntent
    const charge = intent.latest_charge as Stripe.Charge
    const movement = charge.balance_transaction as Stripe.BalanceTransaction
    expect([paid.payment_status, intent.status, charge.paid]).toEqual(['paid', 'succeeded', true])
    expect(movement).toMatchObject({ amount: 1999, fee: 88, net: 1911, type: 'charge' })
    const { data } = await stripe.checkout.sessions.list({ payment_intent: intent.id })
    expect(data.map(({ id }) => id)).toEqual([session.id])
    expect((await stripe.charges.retrieve(charge.id)).payment_intent).toBe(intent.id)
  })

  it('expire once, and not when they are complete', async () => {
    const session = await sessionOf(newNumber())
    expect((await stripe.checkout.sessions.expire(session.id)).status).toBe('expired')
    const again = await refusal(stripe.checkout.sessions.expire(session.id))
    expect(again).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 })
  })

  it('refuse what Stripe refuses, with its own codes', async () => {
    const now = Math.floor(sandbox.time.now.getTime() / 1000)
    const cases: [Partial<Stripe.Checkout.SessionCreateParams>, string | undefined, string][] = [
      [{ expires_at: now + 29 * 60 }, undefined, 'expires_at'],
      [{ expires_at: now + 25 * 3600 }, undefined, 'expires_at'],
      [{ success_url: '' }, 'parameter_missing', 'success_url'],
      [{ line_items: [] }, undefined, 'line_items'],
      [{ payment_method_types: ['card'] } as object, 'parameter_unknown', 'payment_method_types'],
      [{ metadata: { long: 'x'.repeat(501) } }, undefined, 'metadata'],
      [
        { line_items: [{ quantity: 1, price_data: priceData('usd', 49) }] },
        'amount_too_small',
        'line_items',
      ],
      [
        { line_items: [{ quantity: 1, price_data: priceData('kwd', 1001) }] },
        undefined,
        'line_items',
      ],
    ]
    for (const [change, code, param] of cases) {
      const error = await refusal(sessionOf(newNumber(), change))
      expect(error).toMatchObject({ statusCode: 400, param })
      expect(error.code).toBe(code)
    }
    const unknown = await refusal(stripe.checkout.sessions.retrieve('cs_test_nothing'))
    expect(unknown).toMatchObject({ statusCode: 404, code: 'resource_missing' })
  })

  it('are paged by the SDK’s own iterator, newest first', async () => {
    const made: string[] = []
    for (let n = 0; n < 7; n += 1) made.unshift((await sessionOf(newNumber())).id)
    const seen: string[] = []
    for await (const { id } of stripe.checkout.sessions.list({ limit: 3 })) {
      seen.push(id)
      if (seen.length === 7) break
    }
    expect(seen).toEqual(made)
    const since = Math.floor(sandbox.control.now() / 1000) + 1
    expect((await stripe.checkout.sessions.list({ created: { gte: since } })).data).toEqual([])
  })
})

describe('PaymentIntents by the SDK', () => {
  const open = (amount = 1999) =>
    stripe.paymentIntents.create({
      amount,
      currency: 'cny',
      metadata: { out_trade_no: newNumber() },
    })

  it('are confirmed, declined and tried again, challenged, slow, and cancelled', async () => {
    const good = await open()
    const confirmed = await stripe.paymentIntents.confirm(good.id, {
      payment_method: 'pm_card_visa',
    })
    expect(confirmed).toMatchObject({ status: 'succeeded', amount_received: 1999 })

    const bad = await open()
    const method = 'pm_card_visa_chargeDeclined'
    const declined = await refusal(
      stripe.paymentIntents.confirm(bad.id, { payment_method: method }),
    )
    expect(declined).toBeInstanceOf(Stripe.errors.StripeCardError)
    expect(declined).toMatchObject({ code: 'card_declined', decline_code: 'generic_decline' })
    const waiting = await stripe.paymentIntents.retrieve(bad.id)
    expect(waiting.status).toBe('requires_payment_method')
    expect(waiting.last_payment_error?.code).toBe('card_declined')
    const retried = await stripe.paymentIntents.confirm(bad.id, { payment_method: 'pm_card_visa' })
    expect(retried.status).toBe('succeeded')

    const checked = { confirm: true, payment_method: 'pm_card_threeDSecure2Required' }
    const challenged = await stripe.paymentIntents.create({
      ...checked,
      amount: 500,
      currency: 'usd',
    })
    expect(challenged.status).toBe('requires_action')
    expect((await stripe.paymentIntents.cancel(challenged.id)).status).toBe('canceled')
    const slow = { confirm: true, payment_method: 'pm_sepa_debit' }
    const working = await stripe.paymentIntents.create({ ...slow, amount: 500, currency: 'eur' })
    expect(working.status).toBe('processing')
    const late = await refusal(stripe.paymentIntents.cancel(working.id))
    expect(late.code).toBe('payment_intent_unexpected_state')
  })

  it('of a session cannot be cancelled, only their session can end', async () => {
    const outTradeNo = newNumber()
    const session = await sessionOf(outTradeNo)
    await fetch(session.url ?? '', {
      method: 'POST',
      body: new URLSearchParams({ action: 'fail' }),
    })
    const { payment_intent: id } = await stripe.checkout.sessions.retrieve(session.id)
    const error = await refusal(stripe.paymentIntents.cancel(String(id)))
    expect(error.message).toContain('Checkout Session')
  })

  it('are found by our number, a minute after they were made', async () => {
    const intent = await open()
    const query = `metadata["out_trade_no"]:"${intent.metadata.out_trade_no}"`
    expect((await stripe.paymentIntents.search({ query })).data).toEqual([])
    await sandbox.control.advance(60_000)
    const { data } = await stripe.paymentIntents.search({ query })
    expect(data.map(({ id }) => id)).toEqual([intent.id])
  })
})

describe('Refunds and disputes by the SDK', () => {
  const paid = async () => {
    const outTradeNo = newNumber()
    const session = await sessionOf(outTradeNo)
    sandbox.control.pay({ provider: 'stripe', outTradeNo })
    const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(session.id)
    return { outTradeNo, intent: String(intent) }
  }

  it('give back in parts until nothing is left', async () => {
    const { intent: payment_intent } = await paid()
    const part = await stripe.refunds.create({ payment_intent, amount: 999 })
    expect(part).toMatchObject({ object: 'refund', amount: 999, status: 'succeeded' })
    const tooMuch = await refusal(stripe.refunds.create({ payment_intent, amount: 1001 }))
    expect(tooMuch.message).toContain('greater than unrefunded amount')
    await stripe.refunds.create({ payment_intent, reason: 'requested_by_customer' })
    const again = await refusal(stripe.refunds.create({ payment_intent }))
    expect(again.code).toBe('charge_already_refunded')
    const { data } = await stripe.refunds.list({ payment_intent })
    expect(data.map(({ amount }) => amount)).toEqual([1000, 999])
    expect((await stripe.refunds.retrieve(part.id)).id).toBe(part.id)
    const movements = await stripe.balanceTransactions.list({ source: part.id })
    expect(movements.data).toMatchObject([{ amount: -999, fee: 0, reporting_category: 'refund' }])
  })

  it('F57: are disputed, answered, conceded; a disputed charge is not refunded', async () => {
    const { outTradeNo, intent: payment_intent } = await paid()
    const id = sandbox.control.dispute({ outTradeNo }) ?? ''
    const refused = await refusal(stripe.refunds.create({ payment_intent }))
    expect(refused.code).toBe('charge_disputed')
    const evidence = { uncategorized_text: '购买后阅读了 12 课' }
    const draft = await stripe.disputes.update(id, { evidence })
    expect(draft).toMatchObject({ status: 'needs_response', evidence })
    const sent = await stripe.disputes.update(id, { submit: true })
    expect(sent).toMatchObject({
      status: 'under_review',
      evidence_details: { submission_count: 1 },
    })
    expect(await refusal(stripe.disputes.close(id))).toMatchObject({ statusCode: 400 })
    const other = await paid()
    const given = sandbox.control.dispute({ outTradeNo: other.outTradeNo, reason: 'duplicate' })
    expect((await stripe.disputes.close(given ?? '')).status).toBe('lost')
    expect((await stripe.disputes.list()).data.map((one) => one.id)).toContain(id)
    expect((await stripe.disputes.retrieve(id)).reason).toBe('fraudulent')
  })
})

describe('The wire, as the SDK sees it', () => {
  it('wants the key of the account', async () => {
    const error = await refusal(clientFor('sk_test_of_somebody_else').balanceTransactions.list())
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError)
  })

  it('keeps the first answer of a key for a day, and refuses it other parameters', async () => {
    const params = { amount: 1999, currency: 'cny' } as const
    const key = { idempotencyKey: `k-${newNumber()}` }
    const first = await stripe.paymentIntents.create(params, key)
    const again = await stripe.paymentIntents.create(params, key)
    expect(again.id).toBe(first.id)
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true')
    const changed = await refusal(stripe.paymentIntents.create({ ...params, amount: 2000 }, key))
    expect(changed).toBeInstanceOf(Stripe.errors.StripeIdempotencyError)
    await sandbox.control.advance(24 * 3_600_000)
    expect((await stripe.paymentIntents.create(params, key)).id).not.toBe(first.id)
  })

  it('keeps a server error, but not a refusal of the parameters', async () => {
    const params = { amount: 1999, currency: 'cny' } as const
    const key = { idempotencyKey: `k-${newNumber()}` }
    await refusal(stripe.paymentIntents.create({ amount: 1999, currency: 'zzz' }, key))
    sandbox.control.faults.set('stripe', {
      reply: { kind: 'business', code: 'api_error', times: 1 },
    })
    for (const _ of [1, 2]) {
      expect(await refusal(stripe.paymentIntents.create(params, key))).toMatchObject({
        type: 'StripeAPIError',
        statusCode: 500,
      })
    }
  })

  it('F44: answers 409 to a key under way, which the SDK waits out', async () => {
    const params = { amount: 1999, currency: 'cny' } as const
    const key = { idempotencyKey: `k-${newNumber()}` }
    sandbox.control.faults.set('stripe', { reply: { kind: 'delay', ms: 1000, times: 1 } })
    // Whichever comes first is held up, and the other meets its key.
    const outcomes = [1, 2].map(() =>
      stripe.paymentIntents.create(params, key).then(
        ({ id }) => ({ id, error: null }),
        (error: unknown) => ({ id: null, error }),
      ),
    )
    const { error } = await Promise.race(outcomes)
    expect(error).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' })
    const patient = clientFor(sandbox.simulators.stripe.secretKey, { maxNetworkRetries: 2 })
    const waited = patient.paymentIntents.create(params, key)
    await sandbox.control.advance(1000)
    const made = (await Promise.all(outcomes)).find(({ id }) => id !== null)
    expect((await waited).id).toBe(made?.id)
  })

  it('signs events that the SDK believes, and keeps them to be asked for', async () => {
    const outTradeNo = newNumber()
    await sessionOf(outTradeNo)
    sandbox.control.pay({ provider: 'stripe', outTradeNo })
    const raw = rawOf(sandbox.control.notification({ provider: 'stripe', outTradeNo }))
    const [secret = ''] = sandbox.simulators.stripe.webhookSecrets
    const header = raw.headers.get('stripe-signature') ?? ''
    const now = sandbox.time.now.getTime()
    const body = Buffer.from(raw.body)
    const event = stripe.webhooks.constructEvent(body, header, secret, 300, undefined, now)
    expect(event.type).toBe('checkout.session.completed')
    const kept = await stripe.events.retrieve(event.id)
    expect(kept.data).toEqual(event.data)
    const { data } = await stripe.events.list({ type: 'payment_intent.succeeded', limit: 1 })
    expect(data[0]?.data.object).toMatchObject({ metadata: { out_trade_no: outTradeNo } })
  })
})
