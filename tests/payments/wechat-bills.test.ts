import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import type { BillKind, BillLine } from '#payments/bill.ts'
import type { BillFault } from '../../simulators/engine/faults.ts'
import { collect } from './collect.ts'
import { newNumber, openCharge, openSandbox, type Sandbox } from './sandbox.ts'

const DAY = '2026-11-22'

let sandbox: Sandbox
/** What the day brought: two payments, one of them given back in two parts. */
let plain: Awaited<ReturnType<typeof openCharge>>
let refunded: typeof plain
let refundNos: string[]

beforeAll(async () => {
  sandbox = await openSandbox()
  plain = await openCharge(sandbox, 'wechat', { subject: '读《红楼梦》的一百种方法' })
  refunded = await openCharge(sandbox, 'wechat', { amount: money(10_000n, 'CNY') })
  for (const charge of [plain, refunded]) sandbox.control.pay(charge)
  await openCharge(sandbox, 'wechat')
  refundNos = [await refund(3333n), '']
  await passTo('2026-11-22T08:02:00Z')
  refundNos[1] = await refund(1n)
  sandbox.control.settleRefund({ outRefundNo: refundNos[1], status: 'ABNORMAL' })
  await passTo('2026-11-23T02:00:00Z')
})
beforeEach(() => sandbox.control.faults.clear())
afterAll(() => sandbox.close())

async function refund(fen: bigint): Promise<string> {
  const outRefundNo = newNumber()
  await sandbox.providers.wechat.createRefund({
    outTradeNo: refunded.outTradeNo,
    outRefundNo,
    refund: money(fen, 'CNY'),
    charged: refunded.amount,
    reason: '',
    notifyUrl: sandbox.merchant.url,
  })
  return outRefundNo
}

/** Moves both clocks: the gateway's business time follows the injected one. */
async function passTo(moment: string) {
  sandbox.time.now = new Date(moment)
  await sandbox.control.deliver()
}

const fetchBill = (date = DAY, kind: BillKind = 'trade') =>
  sandbox.providers.wechat.fetchBill?.(date, kind)

async function linesOf(kind: BillKind = 'trade', date = DAY): Promise<BillLine[]> {
  const reply = await fetchBill(date, kind)
  if (reply?.kind !== 'bill') throw new Error(`no bill: ${JSON.stringify(reply)}`)
  return collect(reply.lines)
}

const spoil = (...bill: BillFault[]) => sandbox.control.faults.set('wechat', { bill })

describe('The bill of a day', () => {
  it('F71, F74: tells all payments and refunds, fees to five decimals, states frozen', async () => {
    const at = new Date('2026-11-22T08:00:00Z')
    const common = { currency: 'CNY', tradeNo: expect.any(String) }
    const back = { ...common, kind: 'refund', outTradeNo: refunded.outTradeNo }
    const payment = { ...common, kind: 'payment', outRefundNo: null, status: 'succeeded', at }
    const first = { outRefundNo: refundNos[0], status: 'succeeded', at }
    const last = {
      outRefundNo: refundNos[1],
      status: 'failed',
      at: new Date('2026-11-22T08:02:00Z'),
    }
    const lines = await linesOf()
    expect(lines).toEqual([
      { ...payment, outTradeNo: plain.outTradeNo, amountMinor: 1999n, feeE5: 11_994n },
      { ...payment, outTradeNo: refunded.outTradeNo, amountMinor: 10_000n, feeE5: 60_000n },
      { ...back, ...first, amountMinor: 3333n, feeE5: -19_998n },
      { ...back, ...last, amountMinor: 1n, feeE5: -6n },
    ])
    const fact = await sandbox.providers.wechat.queryCharge(plain.outTradeNo)
    expect(lines[0]?.tradeNo).toBe(fact.tradeNo)
  })

  it('of funds tells the same money moving, a refund less the fee that came back', async () => {
    const lines = await linesOf('funds')
    const moves = lines.map(({ kind, outTradeNo, outRefundNo, amountMinor, feeE5 }) => [
      kind,
      outRefundNo ?? (outTradeNo === plain.outTradeNo ? 'plain' : 'refunded'),
      amountMinor,
      feeE5,
    ])
    expect(moves).toEqual([
      ['payment', 'plain', 1999n, 0n],
      ['fee', 'plain', 0n, 12_000n],
      ['payment', 'refunded', 10_000n, 0n],
      ['fee', 'refunded', 0n, 60_000n],
      ['refund', refundNos[0], 3333n, -20_000n],
      ['refund', refundNos[1], 1n, 0n],
    ])
  })

  it('F70: belongs to the Beijing day of the payment, to the last second', async () => {
    const late = await openSandbox()
    late.time.now = new Date('2026-11-22T15:59:59.900Z')
    const charge = await openCharge(late, 'wechat')
    late.control.pay(charge)
    late.time.now = new Date('2026-11-24T02:00:00Z')
    const bill = async (date: string) => late.providers.wechat.fetchBill?.(date, 'trade')
    expect(await bill('2026-11-23')).toEqual({ kind: 'empty' })
    const reply = await bill('2026-11-22')
    if (reply?.kind !== 'bill') throw new Error('no bill')
    const [line] = await collect(reply.lines)
    expect(line).toMatchObject({ at: new Date('2026-11-22T15:59:59Z') })
    await late.close()
  })

  it('F72: has titles with commas, quotes, line ends, backticks and formulas', async () => {
    const titles = [
      'a,b',
      '=cmd()',
      '"quoted"',
      '`tick`',
      'two\nlines',
      'x,`1.00,`y',
      '100%, "all"',
    ]
    for (const subject of titles) {
      sandbox.control.pay(await openCharge(sandbox, 'wechat', { subject }))
    }
    await passTo('2026-11-24T02:00:00Z')
    expect(await linesOf('trade', '2026-11-23')).toHaveLength(titles.length)
    expect(await linesOf('funds', '2026-11-23')).toHaveLength(2 * titles.length)
  })
})

describe('F72: a bill that is not there', () => {
  it('is not ready before ten of the next day, nor while it is being made', async () => {
    await passTo('2026-11-24T01:59:59Z')
    expect(await fetchBill('2026-11-23')).toEqual({ kind: 'not_ready' })
    await passTo('2026-11-24T02:00:00Z')
    expect((await linesOf('trade', '2026-11-23')).length).toBeGreaterThan(0)
    spoil({ kind: 'late' })
    expect(await fetchBill('2026-11-23')).toEqual({ kind: 'not_ready' })
  })

  it('is empty when nothing happened, but never before ten of the next day', async () => {
    expect(await fetchBill('2026-11-01')).toEqual({ kind: 'empty' })
    const reply = { kind: 'business', code: 'NO_STATEMENT_EXIST' } as const
    sandbox.control.faults.set('wechat', { reply })
    expect(await fetchBill('2026-11-24')).toEqual({ kind: 'not_ready' })
    expect(await fetchBill('2026-11-22')).toEqual({ kind: 'empty' })
  })

  it('is unknown with an expired address, no date or a strange answer', async () => {
    spoil({ kind: 'expired' })
    expect(await fetchBill()).toEqual({ kind: 'unknown', code: 'http_403' })
    expect(await fetchBill('2026-02-30')).toMatchObject({ kind: 'unknown' })
    sandbox.control.faults.clear()
    const reply = { kind: 'business', code: 'NO_AUTH' } as const
    sandbox.control.faults.set('wechat', { reply })
    expect(await fetchBill()).toEqual({ kind: 'unknown', code: 'NO_AUTH' })
  })

  it('is downloaded with a signed request, whose token stays out of the log', async () => {
    await linesOf()
    const download = sandbox.exchanges.filter(({ url }) => url.includes('/billdownload/')).at(-1)
    expect(download).toMatchObject({ status: 200, url: expect.stringMatching(/\/file\?\*\*\*$/) })
  })
})

describe('F69: a bill that differs from the books is read as it is', () => {
  const extra = 'T9999stranger'

  it('with a row missing, one too many, one twice, another amount', async () => {
    const whole = await linesOf()
    spoil({ kind: 'missingRow', outTradeNo: plain.outTradeNo })
    expect(await linesOf()).toEqual(whole.slice(1))
    spoil({ kind: 'extraRow', outTradeNo: extra, fen: 500 })
    expect((await linesOf()).at(-1)).toMatchObject({ outTradeNo: extra, amountMinor: 500n })
    const outRefundNo = refundNos[0] ?? ''
    spoil({ kind: 'duplicateRow', outTradeNo: refunded.outTradeNo, outRefundNo })
    expect((await linesOf()).filter((line) => line.outRefundNo === outRefundNo)).toHaveLength(2)
    spoil({ kind: 'amountDelta', outTradeNo: plain.outTradeNo, deltaFen: -1 })
    expect((await linesOf())[0]).toMatchObject({ amountMinor: 1998n })
  })
})

describe('F72, F73: a file that no honest gateway sends', () => {
  it.each([
    ['torn', 'bill.torn'],
    ['noEnd', 'bill.torn'],
    ['wrongSums', 'bill.torn'],
    ['badChecksum', 'bill.forged'],
    ['bomb', 'bill.too_large'],
  ] as const)('%s is refused as %s', async (kind, code) => {
    for (const bill of ['trade', 'funds'] as const) {
      spoil({ kind })
      await expect(linesOf(bill)).rejects.toMatchObject({ code })
    }
  })

  it('tells not one line of a file whose hash is not the signed one', async () => {
    spoil({ kind: 'badChecksum' })
    const reply = await fetchBill()
    if (reply?.kind !== 'bill') throw new Error('no bill')
    const read = reply.lines[Symbol.asyncIterator]()
    await expect(read.next()).rejects.toMatchObject({ details: { reason: 'hash' } })
  })

  it('leaves nothing behind, read to the end, half, or never', async () => {
    const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('wenqu-bill-'))
    const before = left()
    await linesOf()
    const half = await fetchBill()
    if (half?.kind !== 'bill') throw new Error('no bill')
    for await (const _ of half.lines) break
    expect(left()).toEqual(before)
    const never = await fetchBill()
    if (never?.kind !== 'bill') throw new Error('no bill')
    expect(left()).toEqual(before)
    await never.lines[Symbol.asyncIterator]().return?.()
  })
})
