import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import type { ChargeRequest, Provider } from '#payments/provider.ts'
import { stripeProvider } from '#payments/stripe/stripe-provider.ts'
import { type Answer, type Call, serve } from '../../simulators/engine/http.ts'
import { newNumber, openCharge, openSandbox, type Sandbox } from './sandbox.ts'

let sandbox: Sandbox
let provider: Provider
beforeEach(async () => {
  sandbox = await openSandbox()
  provider = sandbox.providers.stripe
})
afterEach(() => sandbox.close())

const HOUR = 3_600_000

function request(change: Partial<ChargeRequest> = {}): ChargeRequest {
  return {
    outTradeNo: newNumber(),
    amount: money(1999n, 'CNY'),
    channel: 'hosted',
    subject: '问渠课程',
    expiresAt: new Date(sandbox.time.now.getTime() + HOUR),
    notifyUrl: sandbox.merchant.url,
    returnUrl: 'http://localhost:3000/back',
    ...change,
  }
}

const tradesOf = (outTradeNo: string) =>
  sandbox.control.trades().filter((trade) => trade.outTradeNo === outTradeNo)

/** The day goes by for both sides. */
function pass(ms: number): void {
  sandbox.time.now = new Date(sandbox.time.now.getTime() + ms)
}

describe('A charge sent to Stripe again', () => {
  it('F31, F44: whose reply was lost is one session, made by the SDK’s own retry', async () => {
    const patient = stripeProvider(sandbox.simulators.stripe, sandbox.around)
    const wanted = request()
    sandbox.control.faults.set('stripe', { reply: { kind: 'dropReply', times: 2 } })
    const reply = await patient.createCharge(wanted)
    expect(reply).toMatchObject({ kind: 'redirect' })
    expect(sandbox.exchanges.map(({ status }) => status)).toEqual([null, null, 200])
    expect(tradesOf(wanted.outTradeNo)).toHaveLength(1)
  })

  it('F31: by another process that knows nothing of the first is still one session', async () => {
    const wanted = request()
    sandbox.control.faults.set('stripe', { reply: { kind: 'dropReply', times: 1 } })
    expect(await provider.createCharge(wanted)).toMatchObject({ kind: 'unknown' })
    const other = stripeProvider(sandbox.simulators.stripe, sandbox.around)
    const again = await other.createCharge(wanted)
    expect(again).toEqual(await provider.createCharge(wanted))
    expect(tradesOf(wanted.outTradeNo)).toHaveLength(1)
  })

  it('F43: a minute later, when its deadline is another, leads to the same session', async () => {
    const wanted = request({ expiresAt: new Date(sandbox.time.now.getTime() + 10 * 60_000) })
    const first = await provider.createCharge(wanted)
    pass(60_000)
    expect(await provider.createCharge(wanted)).toEqual(first)
    expect(tradesOf(wanted.outTradeNo)).toHaveLength(1)
  })

  it('F43: with another amount is refused, and there is no second session', async () => {
    const wanted = request()
    await provider.createCharge(wanted)
    const dearer = await provider.createCharge({ ...wanted, amount: money(2000n, 'CNY') })
    expect(dearer).toEqual({ kind: 'refused', code: 'other_terms' })
    const foreign = await provider.createCharge({ ...wanted, amount: money(1999n, 'USD') })
    expect(foreign).toEqual({ kind: 'refused', code: 'other_terms' })
    expect(tradesOf(wanted.outTradeNo)).toHaveLength(1)
  })

  it('F43: more than a day later is looked up first, because Stripe forgets its keys', async () => {
    const firstSentAt = sandbox.time.now
    const late = { firstSentAt, expiresAt: new Date(firstSentAt.getTime() + 48 * HOUR) }
    const wanted = request(late)
    const first = await provider.createCharge(wanted)
    sandbox.control.pay({ provider: 'stripe', outTradeNo: wanted.outTradeNo })
    expect(first.kind).toBe('redirect')
    pass(24.5 * HOUR)
    const again = await provider.createCharge(wanted)
    expect(again).toMatchObject({ kind: 'refused', code: 'session_ended' })
    pass(48 * HOUR)
    const muchLater = { ...wanted, expiresAt: new Date(sandbox.time.now.getTime() + HOUR) }
    expect(await provider.createCharge(muchLater)).toEqual({
      kind: 'unknown',
      code: 'already_sent',
    })
    expect(tradesOf(wanted.outTradeNo)).toHaveLength(1)
  })

  it('F42: that failed at Stripe for good is refused: a new number may be tried', async () => {
    const wanted = request()
    const fault = { kind: 'business', code: 'api_error', times: 1 } as const
    sandbox.control.faults.set('stripe', { reply: fault })
    expect(await provider.createCharge(wanted)).toEqual({ kind: 'unknown', code: 'api_error' })
    // The 500 is kept under the key and would come back for a day.
    expect(await provider.createCharge(wanted)).toEqual({ kind: 'refused', code: 'api_error' })
    expect(await provider.createCharge(request())).toMatchObject({ kind: 'redirect' })
  })

  it('F35: closed, with the reply lost, is closed by the next try', async () => {
    const wanted = request()
    await provider.createCharge(wanted)
    const only = '/expire'
    sandbox.control.faults.set('stripe', { reply: { kind: 'dropReply', times: 1, only } })
    expect(await provider.closeCharge(wanted.outTradeNo)).toBe('unknown')
    expect(await provider.closeCharge(wanted.outTradeNo)).toBe('closed')
  })
})

describe('A refund sent to Stripe again', () => {
  const paidCharge = async () => {
    const charge = await openCharge(sandbox, 'stripe')
    sandbox.control.pay(charge)
    return charge
  }
  const refundOf = (charge: ChargeRequest, outRefundNo: string) => ({
    outTradeNo: charge.outTradeNo,
    outRefundNo,
    refund: money(500n, 'CNY'),
    charged: charge.amount,
    reason: '不想学了',
    notifyUrl: '',
  })

  it('F43, F47: more than a day later is looked up first and moves money once', async () => {
    const charge = await paidCharge()
    const wanted = { ...refundOf(charge, newNumber()), firstSentAt: sandbox.time.now }
    expect(await provider.createRefund(wanted)).toMatchObject({ status: 'succeeded' })
    const { tradeNo } = await provider.queryCharge(charge.outTradeNo)
    pass(25 * HOUR)
    const again = await provider.createRefund({ ...wanted, gatewayRef: tradeNo })
    expect(again).toMatchObject({ status: 'succeeded', amount: money(500n, 'CNY') })
    expect(tradesOf(charge.outTradeNo)[0]?.refunds).toHaveLength(1)
  })

  it('F47: that is refused because the first send was taken is that first refund', async () => {
    const charge = await paidCharge()
    const whole = { ...refundOf(charge, newNumber()), refund: charge.amount }
    const only = 'POST /v1/refunds'
    sandbox.control.faults.set('stripe', { reply: { kind: 'dropReply', times: 1, only } })
    expect(await provider.createRefund(whole)).toMatchObject({ status: 'unknown' })
    // Stripe has forgotten the key, and nobody says when it was used first.
    await sandbox.control.advance(25 * HOUR)
    const again = await provider.createRefund(whole)
    expect(again).toMatchObject({ status: 'succeeded', amount: charge.amount })
    const other = await provider.createRefund({ ...whole, outRefundNo: newNumber() })
    expect(other).toMatchObject({ status: 'failed', code: 'charge_already_refunded' })
    expect(tradesOf(charge.outTradeNo)[0]?.refunds).toHaveLength(1)
  })

  it('F47: after a 500 that Stripe keeps stays unknown until the key is forgotten', async () => {
    const charge = await paidCharge()
    const wanted = { ...refundOf(charge, newNumber()), firstSentAt: sandbox.time.now }
    const { tradeNo: gatewayRef } = await provider.queryCharge(charge.outTradeNo)
    const fault = { kind: 'business', code: 'api_error', times: 1, only: '/refunds' } as const
    sandbox.control.faults.set('stripe', { reply: fault })
    const sent = () => provider.createRefund({ ...wanted, gatewayRef })
    expect(await sent()).toMatchObject({ status: 'unknown', code: 'api_error' })
    expect(await sent()).toMatchObject({ status: 'unknown', code: 'api_error' })
    pass(25 * HOUR)
    expect(await sent()).toMatchObject({ status: 'succeeded' })
    expect(tradesOf(charge.outTradeNo)[0]?.refunds).toHaveLength(1)
  })

  it('F50: may fail after it succeeded, and both query and notification say so', async () => {
    const charge = await paidCharge()
    const wanted = refundOf(charge, newNumber())
    expect(await provider.createRefund(wanted)).toMatchObject({ status: 'succeeded' })
    const { outRefundNo } = wanted
    sandbox.control.settleRefund({ provider: 'stripe', outRefundNo, status: 'ABNORMAL' })
    const failed = { outRefundNo, status: 'failed', code: 'expired_or_canceled_card' }
    expect(await provider.queryRefund(wanted)).toMatchObject(failed)
    await sandbox.control.deliver()
    const heard = sandbox.merchant.heard.map(({ raw }) => provider.readNotification(raw))
    const refunds = (await Promise.all(heard)).filter(({ kind }) => kind === 'refund')
    expect(refunds.map((one) => one.kind === 'refund' && one.fact.status)).toEqual([
      'succeeded',
      'failed',
      'failed',
    ])
    expect(refunds.at(-1)).toMatchObject({ outTradeNo: charge.outTradeNo, fact: failed })
    const fresh = await provider.createRefund(refundOf(charge, newNumber()))
    expect(fresh).toMatchObject({ status: 'succeeded' })
  })
})

describe('What comes back from Stripe', () => {
  it('keeps its key and its secrets out of the log', async () => {
    const charge = await openCharge(sandbox, 'stripe')
    sandbox.control.pay(charge)
    await provider.queryCharge(charge.outTradeNo)
    const log = JSON.stringify(sandbox.exchanges)
    expect(log).toContain('_secret_***')
    expect(log).not.toContain(sandbox.simulators.stripe.secretKey)
    expect(log).not.toMatch(/_secret_[0-9a-f]/)
  })

  it('F30: is not believed of one charge when it is about another', async () => {
    const [one, two] = [await openCharge(sandbox, 'stripe'), await openCharge(sandbox, 'stripe')]
    sandbox.control.pay(two)
    const refOf = ({ action }: typeof one) => ('gatewayRef' in action ? action.gatewayRef : null)
    const told = await provider.queryCharge(one.outTradeNo, refOf(two))
    expect(told).toMatchObject({ status: 'unknown', amount: null })
  })

  it('F30, F42: is believed only with a 200, and the key follows no redirect', async () => {
    const paid = JSON.stringify({
      id: 'cs_test_1',
      object: 'checkout.session',
      amount_total: 1999,
      client_reference_id: 'T1',
      currency: 'cny',
      payment_intent: { id: 'pi_1', status: 'succeeded', amount_received: 1999, currency: 'cny' },
      payment_status: 'paid',
      status: 'complete',
    })
    const thief: Call[] = []
    const elsewhere = await serve(0, async (call) => {
      thief.push(call)
      return { status: 200, body: paid }
    })
    const state: { answer: Answer } = { answer: 'hang_up' }
    const stranger = await serve(0, async () => state.answer)
    const config = { ...sandbox.simulators.stripe, apiUrl: stranger.url, retries: 0 }
    const asked = stripeProvider(config, sandbox.around)
    const told = async (answer: Answer) => {
      state.answer = answer
      return (await asked.queryCharge('T1', 'cs_test_1')).status
    }
    const location = `${elsewhere.url}/v1/checkout/sessions/cs_test_1`
    expect(await told({ status: 200, body: paid })).toBe('paid')
    for (const status of [201, 202, 404, 500, 502]) {
      expect(await told({ status, body: paid })).toBe('unknown')
    }
    for (const status of [301, 302, 303, 307, 308]) {
      expect(await told({ status, headers: { location }, body: paid })).toBe('unknown')
    }
    for (const body of ['', 'null', '[]', '1', '{}', paid.replace('cs_test_1', 'cs_test_2')]) {
      expect(await told({ status: 200, body })).toBe('unknown')
    }
    expect(thief).toEqual([])
    await Promise.all([elsewhere.close(), stranger.close()])
  })

  it('F76: charges in no decimals and in three, and refuses what cannot be charged', async () => {
    for (const [amount, shown] of [
      [money(1999n, 'JPY'), 'JPY 1999'],
      [money(19_990n, 'KWD'), 'KWD 19.990'],
      [money(1999n, 'EUR'), 'EUR 19.99'],
    ] as const) {
      const wanted = request({ amount })
      const action = await provider.createCharge(wanted)
      if (action.kind !== 'redirect') throw new Error('no page')
      expect(await (await fetch(action.url)).text()).toContain(shown)
      sandbox.control.pay({ provider: 'stripe', outTradeNo: wanted.outTradeNo })
      expect(await provider.queryCharge(wanted.outTradeNo)).toMatchObject({
        status: 'paid',
        amount,
      })
    }
    const uneven = await provider.createCharge(request({ amount: money(19_991n, 'KWD') }))
    expect(uneven).toEqual({ kind: 'refused', code: 'amount_out_of_step' })
  })
})
