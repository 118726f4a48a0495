import { describe, expect, test } from 'vitest'
import * as commerce from '#commerce'
import * as payments from '#payments'
import { openRefundShop } from '#tests/refund-shop.ts'
import { BASE, gatewayNames } from '#tests/shop.ts'

const shop = await openRefundShop()
const { as, sql, sandbox, owner, support, worker, carry } = shop
type Gateway = (typeof gatewayNames)[number]
const at = { baseUrl: BASE }
const PAID = {
  alipay: 'TRADE_SUCCESS',
  wechat: 'TRANSACTION.SUCCESS',
  stripe: 'checkout.session.completed',
} as const

async function started(provider: Gateway) {
  shop.pass(1)
  const id = await commerce.startSelfTest(as(owner), provider, at)
  const [charge] = await payments.listCharges(as(worker), `selftest:${id}`)
  if (!charge) throw new Error('no charge')
  const { action } = await last(provider)
  if (action?.kind === 'redirect') await sandbox.control.open(action.url)
  return { id, ref: { provider, outTradeNo: charge.outTradeNo }, charge }
}

async function last(provider: Gateway) {
  const found = (await commerce.listSelfTests(as(owner))).find((one) => one.provider === provider)
  if (!found?.last) throw new Error('no test')
  const { steps, ...rest } = found.last
  return {
    ...rest,
    steps,
    done: steps.filter(({ state }) => state === 'done').map(({ step }) => step),
    now: steps.find(({ state }) => state === 'now')?.step ?? null,
  }
}

const proceed = (id: string) => commerce.continueSelfTest(as(owner), id, at)

async function findings() {
  return (await commerce.verifyBooks(as(owner))).findings
}

describe.each(gatewayNames)('the self-test of %s', (provider) => {
  test('walks there and back, and leaves the books as they were', async () => {
    const { id, ref, charge } = await started(provider)
    expect(charge.amountMinor).toBe(provider === 'stripe' ? 50n : 1n)
    expect(await last(provider)).toMatchObject({ done: ['opened'], now: 'paid' })
    await proceed(id)
    expect(await last(provider)).toMatchObject({ done: ['opened'], now: 'paid', failure: null })
    sandbox.control.pay(ref)
    expect((await shop.deliver(provider, shop.notice(ref))).status).toBeLessThan(300)
    expect((await last(provider)).done).toEqual(['opened', 'paid', 'notified'])
    await proceed(id)
    await carry()
    await proceed(id)
    const over = await last(provider)
    expect(over).toMatchObject({ now: null, failure: null, action: null })
    expect(over.steps.every(({ at: when }) => when !== null)).toBe(true)
    expect(await findings()).toEqual([])
    const [booked] = await sql`select count(*)::int from ledger_transfers
      where subject = ${`selftest:${id}`} and kind in ('sale', 'fee')`
    expect(booked?.count).toBe(0)
  })

  test('without the notification says so, and is finished by asking', async () => {
    const { id, ref } = await started(provider)
    sandbox.control.pay(ref)
    shop.pass(3_000)
    await commerce.continueSelfTest(as(owner), id, at)
    await carry()
    await commerce.continueDueSelfTests(as(worker), BASE)
    const over = await last(provider)
    expect(over.now).toBe('notified')
    expect(over.done).toContain('balanced')
    await shop.deliver(provider, shop.notice(ref, { event: PAID[provider] }))
    expect((await last(provider)).now).toBeNull()
  })

  test('the same news many times, at once, is booked once', async () => {
    const { id, ref } = await started(provider)
    sandbox.control.pay(ref)
    const raw = shop.notice(ref)
    await Promise.all([
      ...Array.from({ length: 6 }, () => shop.deliver(provider, raw)),
      commerce.continueSelfTest(as(owner), id, at),
    ])
    await Promise.all([proceed(id), proceed(id), commerce.continueDueSelfTests(as(worker), BASE)])
    await carry()
    await proceed(id)
    const [refunds] = await sql`select count(*)::int from refunds r join charges c
      on c.id = r.charge_id where c.subject = ${`selftest:${id}`}`
    expect(refunds?.count).toBe(1)
    expect(await findings()).toEqual([])
  })
})

describe.each(['wechat', 'stripe'] as const)('at %s, which is asked first,', (provider) => {
  test('a gateway that does not open a charge is a finding', async () => {
    shop.pass(1)
    sandbox.control.faults.set(provider, { reply: { kind: 'status', status: 500, times: 9 } })
    await commerce.startSelfTest(as(owner), provider, at)
    sandbox.control.faults.clear(provider)
    expect(await last(provider)).toMatchObject({
      done: [],
      now: 'opened',
      failure: 'payment.gateway_unreachable',
    })
    shop.pass(60_000)
  })
})

test('what was never paid ends and says so; the worker does not take it for unwanted', async () => {
  const { id, charge } = await started('alipay')
  shop.pass(10_000)
  await commerce.askDueCharges(as(worker))
  expect((await payments.getCharge(as(worker), charge.id)).status).toBe('open')
  shop.pass(40 * 60_000)
  await commerce.askDueCharges(as(worker))
  expect(await last('alipay')).toMatchObject({ id, now: 'paid', failure: 'not_paid_in_time' })
})

test('another sum than was asked for is quarantined and not given back by itself', async () => {
  const { id, ref } = await started('wechat')
  sandbox.control.pay(ref)
  await shop.deliver('wechat', shop.notice(ref, { alteration: 'amountDelta', deltaFen: 1 }))
  expect(await last('wechat')).toMatchObject({ id, failure: 'mismatched' })
})

test('is the owner’s, for real gateways, and not without end', async () => {
  for (const who of [support, shop.creator, await shop.buyer('买')]) {
    const theirs = commerce.startSelfTest(as(who), 'alipay', at)
    await expect(theirs).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(commerce.listSelfTests(as(who))).rejects.toMatchObject({ kind: 'forbidden' })
  }
  const personal = commerce.startSelfTest(as(owner), 'personal', at)
  await expect(personal).rejects.toMatchObject({ code: 'selftest.not_testable' })
  const many = Array.from({ length: 12 }, () => commerce.startSelfTest(as(owner), 'alipay', at))
  const outcomes = await Promise.allSettled(many)
  expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true)
})
