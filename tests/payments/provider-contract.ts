import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import type { ChargeRequest, Provider } from '#payments/provider.ts'
import type { GatewayName } from '../../simulators/engine/faults.ts'
import { newNumber, openSandbox, rawOf, type Sandbox } from './sandbox.ts'

type SandboxOptions = Parameters<typeof openSandbox>[0]

/** What every gateway adapter promises, whatever the gateway. */
export function providerContract(name: GatewayName, title: string, options?: SandboxOptions) {
  describe(`${title} keeps the contract of a payment provider`, () => {
    let sandbox: Sandbox
    let provider: Provider
    beforeAll(async () => {
      sandbox = await openSandbox(options)
      provider = sandbox.providers[name]
    })
    beforeEach(async () => {
      sandbox.control.faults.clear()
      sandbox.merchant.state.answer = provider.acknowledge(true)
      await sandbox.control.advance(TWO_DAYS_MS)
      sandbox.merchant.heard.length = 0
      sandbox.merchant.state.answer = { status: 500 }
    })
    afterAll(() => sandbox.close())

    const bench: Bench = {
      name,
      sandbox: () => sandbox,
      provider: () => provider,
      request: (change = {}) => ({
        outTradeNo: newNumber(),
        amount: money(1999n, 'CNY'),
        subject: '问渠课程 100% &lt; 中文 😀 a/b=c&d',
        expiresAt: new Date(sandbox.time.now.getTime() + 365 * 86_400_000),
        notifyUrl: sandbox.merchant.url,
        returnUrl: 'http://localhost:3000/orders/1?from=checkout',
        ...change,
      }),
      open: async (request) => {
        const action = await provider.createCharge(request)
        if (action.kind === 'redirect') sandbox.control.open(action.url)
        return action
      },
      pay: async (request) => {
        await bench.open(request)
        return sandbox.control.pay({ provider: name, outTradeNo: request.outTradeNo })
      },
      refund: (request, fen, outRefundNo = newNumber()) =>
        provider.createRefund({
          outTradeNo: request.outTradeNo,
          outRefundNo,
          refund: money(fen, 'CNY'),
          charged: request.amount,
          reason: '不想学了',
          notifyUrl: sandbox.merchant.url,
        }),
    }
    chargeCases(bench)
    closeCases(bench)
    refundCases(bench)
    notificationCases(bench)
    faultCases(bench)
  })
}

type Bench = {
  name: GatewayName
  sandbox: () => Sandbox
  provider: () => Provider
  request: (change?: Partial<ChargeRequest>) => ChargeRequest
  open: (request: ChargeRequest) => ReturnType<Provider['createCharge']>
  pay: (request: ChargeRequest) => Promise<string>
  refund: (
    request: ChargeRequest,
    fen: bigint,
    outRefundNo?: string,
  ) => ReturnType<Provider['createRefund']>
}

/** Longer than either gateway's last attempt to be heard. */
const TWO_DAYS_MS = 48 * 3_600_000
/** Longer than the gateways' rule between two refunds and their time to settle one. */
const A_WHILE_MS = 61_000

function chargeCases(bench: Bench) {
  it('knows nothing of a number never sent', async () => {
    const fact = await bench.provider().queryCharge(newNumber())
    expect(fact).toMatchObject({ status: 'not_found', amount: null, tradeNo: null })
  })

  it('is open until the payer pays, then paid with the exact amount, number and moment', async () => {
    const request = bench.request()
    await bench.open(request)
    expect(await bench.provider().queryCharge(request.outTradeNo)).toMatchObject({ status: 'open' })
    const paidAt = new Date(bench.sandbox().simulators.control.now())
    await bench.pay(request)
    expect(await bench.provider().queryCharge(request.outTradeNo)).toEqual({
      outTradeNo: request.outTradeNo,
      account: bench.provider().account,
      status: 'paid',
      tradeNo: expect.stringMatching(/^\d{28}$/),
      amount: request.amount,
      paidAt: new Date(Math.floor(paidAt.getTime() / 1000) * 1000),
      refunded: null,
    })
  })

  it('makes one trade of one number sent twice, and the payer cannot pay it twice', async () => {
    const request = bench.request()
    const first = await bench.open(request)
    const second = await bench.open(request)
    expect(second).toEqual(first)
    expect(await bench.pay(request)).toBe('paid')
    expect(await bench.pay(request)).toBe('already_paid')
  })

  it('refuses what it cannot charge before asking the gateway', async () => {
    const now = bench.sandbox().time.now
    const create = bench.provider().createCharge
    for (const change of [
      { amount: money(0n, 'CNY') },
      { amount: money(-1n, 'CNY') },
      { amount: money(10_000_000_001n, 'CNY') },
      { amount: money(100n, 'USD') },
      { expiresAt: now },
    ]) {
      expect(await create(bench.request(change))).toMatchObject({ kind: 'refused' })
    }
  })

  it('F37: a late payment is a payment', async () => {
    const { control, time } = bench.sandbox()
    const expiresAt = new Date(control.now() + 15 * 60_000)
    const request = bench.request({ expiresAt })
    await bench.open(request)
    control.payLate({ provider: bench.name, outTradeNo: request.outTradeNo })
    await control.advance(15 * 60_000)
    expect(await bench.provider().queryCharge(request.outTradeNo)).toMatchObject({ status: 'open' })
    expect(await bench.provider().closeCharge(request.outTradeNo)).toBe('unknown')
    await control.advance(62 * 60_000)
    const fact = await bench.provider().queryCharge(request.outTradeNo)
    expect(fact.status).toBe('paid')
    expect(fact.paidAt?.getTime()).toBeGreaterThan(expiresAt.getTime())
    expect(time.now.getTime()).toBeLessThan(expiresAt.getTime())
  })

  it('F36: the gateway itself refuses a payment after the deadline it was given', async () => {
    const { control } = bench.sandbox()
    const request = bench.request({ expiresAt: new Date(control.now() + 15 * 60_000) })
    await bench.open(request)
    await control.advance(15 * 60_000)
    expect(await bench.pay(request)).toMatch(/^(expired|closed)$/)
  })
}

function closeCases(bench: Bench) {
  it('closes an unpaid charge, and closing again is closed', async () => {
    const request = bench.request()
    await bench.open(request)
    expect(await bench.provider().closeCharge(request.outTradeNo)).toBe('closed')
    expect(await bench.provider().closeCharge(request.outTradeNo)).toBe('closed')
    expect(await bench.provider().queryCharge(request.outTradeNo)).toMatchObject({
      status: 'closed',
    })
    expect(await bench.pay(request)).toBe('closed')
  })

  it('F34: says paid when the payer was faster than the close', async () => {
    const request = bench.request()
    await bench.pay(request)
    expect(await bench.provider().closeCharge(request.outTradeNo)).toBe('paid')
  })

  it('has nothing to close for a number never sent', async () => {
    expect(await bench.provider().closeCharge(newNumber())).toBe('not_found')
  })
}

function refundCases(bench: Bench) {
  const settled = async (request: ChargeRequest, outRefundNo: string) => {
    await bench.sandbox().control.advance(A_WHILE_MS)
    const { outTradeNo } = request
    return bench.provider().queryRefund({ outTradeNo, outRefundNo })
  }

  it('gives back in parts up to the whole and not a fen more', async () => {
    const request = bench.request()
    await bench.pay(request)
    for (const fen of [700n, 1n, 1298n]) {
      const number = newNumber()
      const fact = await bench.refund(request, fen, number)
      expect(fact.status).toMatch(/^(succeeded|processing)$/)
      expect(fact.amount).toEqual(money(fen, 'CNY'))
      expect(await settled(request, number)).toMatchObject({
        outRefundNo: number,
        status: 'succeeded',
        amount: money(fen, 'CNY'),
      })
    }
    const tooMuch = await bench.refund(request, 1n)
    expect(tooMuch).toMatchObject({ status: 'failed', code: expect.any(String) })
    expect((await bench.provider().queryCharge(request.outTradeNo)).status).toBe('paid')
  })

  it('F47, F52: a refund sent again under its number moves money once', async () => {
    const request = bench.request()
    await bench.pay(request)
    const number = newNumber()
    await bench.refund(request, 500n, number)
    await bench.refund(request, 500n, number)
    expect(await settled(request, number)).toMatchObject({ status: 'succeeded' })
    expect(await bench.refund(request, 500n, number)).toMatchObject({
      status: 'succeeded',
      amount: money(500n, 'CNY'),
    })
    expect(refundedBySimulator(bench, request)).toBe(500n)
  })

  it('does not take a refund under a used number for a new one of another amount', async () => {
    const request = bench.request()
    await bench.pay(request)
    const number = newNumber()
    await bench.refund(request, 500n, number)
    await settled(request, number)
    const other = await bench.refund(request, 600n, number)
    expect(other.amount).not.toEqual(money(600n, 'CNY'))
    expect(refundedBySimulator(bench, request)).toBe(500n)
  })

  it('refuses to refund what was never paid or never existed', async () => {
    const request = bench.request()
    await bench.open(request)
    expect(await bench.refund(request, 1n)).toMatchObject({ status: 'failed' })
    expect(await bench.refund(bench.request(), 1n)).toMatchObject({ status: 'failed' })
  })

  it('does not know a refund never sent', async () => {
    const request = bench.request()
    await bench.pay(request)
    const unsent = { outTradeNo: request.outTradeNo, outRefundNo: newNumber() }
    expect(await bench.provider().queryRefund(unsent)).toMatchObject({ status: 'not_found' })
  })

  it('F47: a refund whose reply was lost is unknown, and is found by its number', async () => {
    const request = bench.request()
    await bench.pay(request)
    const number = newNumber()
    bench.sandbox().control.faults.set(bench.name, { reply: { kind: 'dropReply', times: 1 } })
    expect(await bench.refund(request, 500n, number)).toMatchObject({ status: 'unknown' })
    expect(await settled(request, number)).toMatchObject({ status: 'succeeded' })
    expect(refundedBySimulator(bench, request)).toBe(500n)
  })

  it('F49: a refund the gateway cannot pay out has failed, with the code', async () => {
    const request = bench.request()
    await bench.pay(request)
    const code = bench.name === 'alipay' ? 'ACQ.SELLER_BALANCE_NOT_ENOUGH' : 'NOT_ENOUGH'
    bench.sandbox().control.faults.set(bench.name, { reply: { kind: 'business', code, times: 1 } })
    const number = newNumber()
    expect(await bench.refund(request, 500n, number)).toMatchObject({ status: 'failed', code })
    expect((await bench.refund(request, 500n, number)).status).toMatch(/^(succeeded|processing)$/)
  })
}

function refundedBySimulator(bench: Bench, request: ChargeRequest): bigint {
  const trades = bench.sandbox().control.trades()
  const trade = trades.find(({ outTradeNo }) => outTradeNo === request.outTradeNo)
  return (trade?.refunds ?? []).reduce((sum, { fen }) => sum + BigInt(fen), 0n)
}

function notificationCases(bench: Bench) {
  const lastHeard = () => {
    const last = bench.sandbox().merchant.heard.at(-1)
    if (!last) throw new Error('nothing was heard')
    return bench.provider().readNotification(last.raw)
  }

  it('proves the notification of a payment and reads the same facts as a query', async () => {
    const request = bench.request()
    await bench.pay(request)
    await bench.sandbox().control.deliver()
    expect(await lastHeard()).toEqual({
      kind: 'charge',
      eventId: expect.stringMatching(/.{16,}/),
      fact: await bench.provider().queryCharge(request.outTradeNo),
    })
  })

  it('F16: is sent again, as the same event, until our own acknowledgement', async () => {
    const { control, merchant } = bench.sandbox()
    const request = bench.request()
    await bench.pay(request)
    merchant.state.answer = bench.provider().acknowledge(false)
    await control.deliver()
    const first = await lastHeard()
    await control.advance(5 * 60_000)
    const again = await lastHeard()
    expect(again).toEqual(first)
    merchant.state.answer = bench.provider().acknowledge(true)
    await control.advance(3_600_000)
    const count = merchant.heard.length
    await control.advance(TWO_DAYS_MS)
    expect(merchant.heard.length).toBe(count)
  })

  it('F12, F53: the notification of a refund is a refund, never a second payment', async () => {
    const { control, merchant } = bench.sandbox()
    merchant.state.answer = bench.provider().acknowledge(true)
    const request = bench.request()
    await bench.pay(request)
    await control.deliver()
    for (const [fen, total] of [
      [500n, 500n],
      [1499n, 1999n],
    ] as const) {
      const number = newNumber()
      await bench.refund(request, fen, number)
      await control.advance(A_WHILE_MS)
      const notification = await lastHeard()
      expect(notification).toMatchObject({
        kind: 'refund',
        outTradeNo: request.outTradeNo,
        account: bench.provider().account,
        fact: { outRefundNo: number, status: 'succeeded' },
      })
      if (notification.kind !== 'refund') throw new Error('not a refund')
      expect([null, total]).toContain(notification.refundedTotal?.minor ?? null)
      expect([null, fen]).toContain(notification.fact.amount?.minor ?? null)
      expect(notification.refundedTotal ?? notification.fact.amount).not.toBeNull()
    }
  })

  it.each(['forge', 'tamper', 'unsigned', 'foreignMerchant'] as const)(
    'F17, F19: a notification spoiled by %s is refused, and the honest one still counts',
    async (alteration) => {
      const request = bench.request()
      const { outTradeNo } = request
      await bench.pay(request)
      const { control } = bench.sandbox()
      const order = { provider: bench.name, outTradeNo }
      const spoiled = rawOf(control.notification({ ...order, alteration }))
      await expect(bench.provider().readNotification(spoiled)).rejects.toMatchObject({
        kind: 'invalid',
        code: 'payment.bad_notification',
      })
      const honest = rawOf(control.notification(order))
      expect(await bench.provider().readNotification(honest)).toMatchObject({ kind: 'charge' })
    },
  )

  it('F18: tells the amount that was signed, so that a wrong one can be seen', async () => {
    const request = bench.request()
    await bench.pay(request)
    const order = { provider: bench.name, outTradeNo: request.outTradeNo }
    for (const deltaFen of [-1, 1, -1999]) {
      const { control } = bench.sandbox()
      const raw = rawOf(control.notification({ ...order, alteration: 'amountDelta', deltaFen }))
      expect(await bench.provider().readNotification(raw)).toMatchObject({
        fact: { amount: money(1999n + BigInt(deltaFen), 'CNY') },
      })
    }
  })

  it('F27: refuses 2 MB, an empty body and bytes that are not text', async () => {
    const { control } = bench.sandbox()
    const request = bench.request()
    await bench.pay(request)
    const { outTradeNo } = request
    const honest = rawOf(control.notification({ provider: bench.name, outTradeNo }))
    const bodies = [Buffer.alloc(2 << 20, 0x61), Buffer.alloc(0), Buffer.from([0xff, 0xfe, 0x3d])]
    for (const body of bodies) {
      await expect(bench.provider().readNotification({ ...honest, body })).rejects.toMatchObject({
        code: 'payment.bad_notification',
      })
    }
  })
}

const lyingReplies = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 429 },
  { kind: 'garbage' },
  { kind: 'truncate' },
  { kind: 'unsigned' },
  { kind: 'wrongKey' },
  { kind: 'dropReply' },
  { kind: 'dropRequest' },
] as const

function faultCases(bench: Bench) {
  it.each(lyingReplies)('F30, F42: believes nothing after $kind $status', async (reply) => {
    const { control } = bench.sandbox()
    const paid = bench.request()
    await bench.pay(paid)
    const open = bench.request()
    await bench.open(open)
    const number = newNumber()
    const asked = { outTradeNo: paid.outTradeNo, outRefundNo: number }
    control.faults.set(bench.name, { reply })
    expect((await bench.provider().queryCharge(paid.outTradeNo)).status).toBe('unknown')
    const nothingToCut = reply.kind === 'truncate' && bench.name === 'wechat'
    const whileLying = await bench.provider().closeCharge(open.outTradeNo)
    expect(whileLying).toBe(nothingToCut ? 'closed' : 'unknown')
    expect((await bench.refund(paid, 500n, number)).status).toBe('unknown')
    expect((await bench.provider().queryRefund(asked)).status).toBe('unknown')
    expect((await bench.provider().queryCharge(newNumber())).status).toBe('unknown')
    control.faults.clear()
    expect((await bench.provider().queryCharge(paid.outTradeNo)).status).toBe('paid')
    const closed = await bench.provider().closeCharge(open.outTradeNo)
    expect(closed).toBe('closed')
    expect((await bench.refund(paid, 500n, number)).status).toMatch(/succeeded|processing/)
    expect(refundedBySimulator(bench, paid)).toBe(500n)
  })

  it('takes a signed system error for unknown, never for a failure', async () => {
    const { control } = bench.sandbox()
    const code = bench.name === 'alipay' ? 'ACQ.SYSTEM_ERROR' : 'SYSTEM_ERROR'
    const request = bench.request()
    await bench.pay(request)
    control.faults.set(bench.name, { reply: { kind: 'business', code } })
    expect((await bench.provider().queryCharge(request.outTradeNo)).status).toBe('unknown')
    expect(await bench.provider().closeCharge(request.outTradeNo)).toBe('unknown')
    expect(await bench.refund(request, 1n)).toMatchObject({ status: 'unknown', code })
  })

  it('reports every exchange with the gateway for the log', async () => {
    const { exchanges } = bench.sandbox()
    const before = exchanges.length
    await bench.provider().queryCharge(newNumber())
    const exchange = exchanges[before]
    expect(exchange).toMatchObject({ status: expect.any(Number) })
    expect(JSON.stringify(exchanges)).not.toMatch(/[?&]sign=(?!\*\*\*)/)
    expect(JSON.stringify(exchanges)).not.toContain('PRIVATE KEY')
  })
}
