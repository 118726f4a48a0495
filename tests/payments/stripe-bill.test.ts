import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import type { BillKind, BillLine } from '#payments'
import type { Notification } from '#payments/provider.ts'
import { newNumber, openCharge, openSandbox, type Sandbox } from './sandbox.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await openSandbox()
  sandbox.merchant.state.answer = { status: 200 }
})
afterEach(() => sandbox.close())

const DAY = 86_400_000
const TODAY = '2026-11-22'

function tomorrow(): void {
  sandbox.time.now = new Date(sandbox.time.now.getTime() + DAY)
}

async function bill(kind: BillKind = 'trade', date = TODAY): Promise<BillLine[] | string> {
  const reply = await sandbox.providers.stripe.fetchBill?.(date, kind)
  if (reply?.kind !== 'bill') return reply?.kind ?? 'none'
  const lines: BillLine[] = []
  for await (const line of reply.lines) lines.push(line)
  return lines
}

async function paid(amount = money(1999n, 'CNY')) {
  const charge = await openCharge(sandbox, 'stripe', { amount })
  sandbox.control.pay(charge)
  const { tradeNo } = await sandbox.providers.stripe.queryCharge(charge.outTradeNo)
  return { ...charge, tradeNo: tradeNo ?? '' }
}

async function refund(charge: Awaited<ReturnType<typeof paid>>, minor: bigint) {
  const outRefundNo = newNumber()
  await sandbox.providers.stripe.createRefund({
    outTradeNo: charge.outTradeNo,
    outRefundNo,
    gatewayRef: charge.tradeNo,
    refund: { ...charge.amount, minor },
    charged: charge.amount,
    reason: '',
    notifyUrl: '',
  })
  return outRefundNo
}

async function heard(): Promise<Notification[]> {
  await sandbox.control.deliver()
  const raws = sandbox.merchant.heard.splice(0).map(({ raw }) => raw)
  return Promise.all(raws.map((raw) => sandbox.providers.stripe.readNotification(raw)))
}

describe('The bill of Stripe', () => {
  it('lists payments and refunds of one UTC day with their exact fees', async () => {
    const charge = await paid()
    const outRefundNo = await refund(charge, 500n)
    expect(await bill()).toBe('not_ready')
    tomorrow()
    const { outTradeNo, tradeNo } = charge
    const at = new Date('2026-11-22T08:00:00Z')
    const line = { outTradeNo, tradeNo, currency: 'CNY', status: 'succeeded', at }
    expect(await bill()).toEqual([
      { ...line, kind: 'refund', outRefundNo, amountMinor: 500n, feeE5: 0n },
      { ...line, kind: 'payment', outRefundNo: null, amountMinor: 1999n, feeE5: 88_000n },
    ])
    expect(await bill('trade', '2026-11-21')).toBe('empty')
    expect(await bill('trade', 'yesterday')).toBe('unknown')
  })

  it('F70: ends with the last second of the day', async () => {
    await sandbox.control.advance(Date.parse('2026-11-22T23:59:59Z') - sandbox.control.now())
    const last = await paid()
    await sandbox.control.advance(1000)
    const first = await paid()
    tomorrow()
    tomorrow()
    const numbersOf = (lines: BillLine[] | string) =>
      typeof lines === 'string' ? lines : lines.map(({ outTradeNo }) => outTradeNo)
    expect(numbersOf(await bill())).toEqual([last.outTradeNo])
    expect(numbersOf(await bill('trade', '2026-11-23'))).toEqual([first.outTradeNo])
  })

  it('F74, F76: counts fees by the decimals of each currency', async () => {
    await paid(money(1999n, 'JPY'))
    await paid(money(19_990n, 'KWD'))
    tomorrow()
    expect(await bill()).toMatchObject([
      { currency: 'KWD', amountMinor: 19_990n, feeE5: 61_000n },
      { currency: 'JPY', amountMinor: 1999n, feeE5: 8_800_000n },
    ])
  })

  it('is read page by page, all of it, and only as far as it is wanted', async () => {
    const numbers: string[] = []
    for (let n = 0; n < 205; n += 1) numbers.unshift((await paid()).outTradeNo)
    tomorrow()
    const before = sandbox.exchanges.length
    const reply = await sandbox.providers.stripe.fetchBill?.(TODAY, 'trade')
    expect(sandbox.exchanges.length - before).toBe(1)
    if (reply?.kind !== 'bill') throw new Error('no bill')
    const seen: string[] = []
    for await (const { outTradeNo } of reply.lines) seen.push(outTradeNo)
    expect(seen).toEqual(numbers)
    expect(sandbox.exchanges.length - before).toBe(3)
  })

  it('that breaks off says so and is worth nothing', async () => {
    for (let n = 0; n < 101; n += 1) await paid()
    tomorrow()
    const reply = await sandbox.providers.stripe.fetchBill?.(TODAY, 'trade')
    sandbox.control.faults.set('stripe', { reply: { kind: 'truncate' } })
    const read = async () => {
      if (reply?.kind === 'bill') for await (const _ of reply.lines);
    }
    await expect(read()).rejects.toMatchObject({ code: 'bill.interrupted' })
    expect(await bill()).toBe('unknown')
  })

  it('F50: shows a refund that failed as given back', async () => {
    const charge = await paid()
    const outRefundNo = await refund(charge, 500n)
    sandbox.control.settleRefund({ provider: 'stripe', outRefundNo, status: 'ABNORMAL' })
    tomorrow()
    const lines = await bill()
    const failed = { kind: 'refund', outRefundNo, amountMinor: 500n, status: 'failed' }
    expect(Array.isArray(lines) && lines[0]).toMatchObject(failed)
    expect(lines).toHaveLength(3)
  })

  it('names what a subscription paid by its invoice, as its notification does', async () => {
    const agreementNo = newNumber()
    await sandbox.providers.stripe.recurring?.createAgreement({
      agreementNo,
      channel: 'hosted',
      amount: money(3000n, 'CNY'),
      period: { unit: 'month', count: 1 },
      firstChargeAt: sandbox.time.now,
      subject: '会员',
      notifyUrl: '',
      returnUrl: 'http://localhost:3000/',
    })
    sandbox.control.pay({ provider: 'stripe', outTradeNo: agreementNo })
    const renewal = (await heard()).find(({ kind }) => kind === 'renewal')
    if (renewal?.kind !== 'renewal') throw new Error('no renewal')
    tomorrow()
    expect(await bill()).toMatchObject([{ outTradeNo: renewal.fact.invoiceNo, amountMinor: 3000n }])
  })
})

describe('F57: a payer’s bank', () => {
  const disputes = async () =>
    (await heard()).flatMap((one) => (one.kind === 'dispute' ? [one.fact] : []))

  it('takes a charge back, is answered, and gives it back when we win', async () => {
    const { outTradeNo, amount } = await paid()
    const disputeNo = sandbox.control.dispute({ outTradeNo, reason: 'product_not_received' }) ?? ''
    const fact = {
      disputeNo,
      outTradeNo,
      account: sandbox.simulators.stripe.account,
      amount,
      reason: 'product_not_received',
      evidenceDueAt: new Date('2026-11-29T08:00:00Z'),
    }
    expect(await disputes()).toEqual([
      { ...fact, status: 'opened' },
      { ...fact, status: 'funds_withdrawn' },
    ])
    sandbox.control.settleDispute({ disputeNo, won: true })
    const states = (await disputes()).map(({ status }) => status)
    expect(states).toEqual(['won', 'funds_reinstated'])
    tomorrow()
    expect(await bill('funds')).toMatchObject([
      { kind: 'payment', outTradeNo, outRefundNo: disputeNo, amountMinor: 1999n, feeE5: 0n },
      { kind: 'refund', outTradeNo, outRefundNo: disputeNo, amountMinor: 1999n, feeE5: 1_500_000n },
      { kind: 'payment', outTradeNo, outRefundNo: null },
    ])
    expect(await bill('trade')).toHaveLength(1)
  })

  it('keeps it when we lose; a refund of a disputed charge is refused, once', async () => {
    const charge = await paid()
    const disputeNo = sandbox.control.dispute({ outTradeNo: charge.outTradeNo }) ?? ''
    const refused = await sandbox.providers.stripe.createRefund({
      outTradeNo: charge.outTradeNo,
      outRefundNo: newNumber(),
      refund: charge.amount,
      charged: charge.amount,
      reason: '',
      notifyUrl: '',
    })
    expect(refused).toMatchObject({ status: 'failed', code: 'charge_disputed' })
    await heard()
    sandbox.control.settleDispute({ disputeNo, won: false })
    expect((await disputes()).map(({ status }) => status)).toEqual(['lost'])
  })
})
