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
  plain = await openCharge(sandbox, 'alipay', { subject: '读《红楼梦》的一百种方法' })
  refunded = await openCharge(sandbox, 'alipay', { amount: money(10_000n, 'CNY') })
  for (const charge of [plain, refunded]) sandbox.control.pay(charge)
  await openCharge(sandbox, 'alipay')
  refundNos = [newNumber(), newNumber()]
  for (const [index, outRefundNo] of refundNos.entries()) {
    await sandbox.providers.alipay.createRefund({
      outTradeNo: refunded.outTradeNo,
      outRefundNo,
      refund: money([3333n, 1n][index] ?? 0n, 'CNY'),
      charged: refunded.amount,
      reason: '',
      notifyUrl: '',
    })
  }
  await passTo('2026-11-23T01:00:00Z')
})
beforeEach(() => sandbox.control.faults.clear())
afterAll(() => sandbox.close())

/** Moves both clocks: the gateway's business time follows the injected one. */
async function passTo(moment: string) {
  sandbox.time.now = new Date(moment)
  await sandbox.control.deliver()
}

const fetchBill = (date = DAY, kind: BillKind = 'trade') =>
  sandbox.providers.alipay.fetchBill?.(date, kind)

async function linesOf(kind: BillKind = 'trade', date = DAY): Promise<BillLine[]> {
  const reply = await fetchBill(date, kind)
  if (reply?.kind !== 'bill') throw new Error(`no bill: ${JSON.stringify(reply)}`)
  return collect(reply.lines)
}

const spoil = (...bill: BillFault[]) => sandbox.control.faults.set('alipay', { bill })

describe('The bill of a day', () => {
  it('tells every payment and every refund, exactly', async () => {
    const at = new Date('2026-11-22T08:00:00Z')
    const common = { currency: 'CNY', status: 'succeeded', at, tradeNo: expect.any(String) }
    const refund = { ...common, kind: 'refund', outTradeNo: refunded.outTradeNo }
    const payment = { ...common, kind: 'payment', outRefundNo: null }
    const lines = await linesOf()
    expect(lines).toEqual([
      { ...payment, outTradeNo: plain.outTradeNo, amountMinor: 1999n, feeE5: 12_000n },
      { ...payment, outTradeNo: refunded.outTradeNo, amountMinor: 10_000n, feeE5: 60_000n },
      { ...refund, outRefundNo: refundNos[0], amountMinor: 3333n, feeE5: -20_000n },
      { ...refund, outRefundNo: refundNos[1], amountMinor: 1n, feeE5: 0n },
    ])
    const fact = await sandbox.providers.alipay.queryCharge(plain.outTradeNo)
    expect(lines[0]?.tradeNo).toBe(fact.tradeNo)
  })

  it('of funds tells the same money moving, with fees as lines of their own', async () => {
    const lines = await linesOf('funds')
    const moves = lines.map(({ kind, outTradeNo, amountMinor, feeE5 }) => [
      kind,
      outTradeNo === plain.outTradeNo ? 'plain' : 'refunded',
      amountMinor,
      feeE5,
    ])
    expect(moves).toEqual([
      ['payment', 'plain', 1999n, 0n],
      ['fee', 'plain', 0n, 12_000n],
      ['payment', 'refunded', 10_000n, 0n],
      ['fee', 'refunded', 0n, 60_000n],
      ['refund', 'refunded', 3333n, 0n],
      ['fee', 'refunded', 0n, -20_000n],
      ['refund', 'refunded', 1n, 0n],
    ])
  })

  it('F70: belongs to the Beijing day of the payment, to the last second', async () => {
    const late = await openSandbox()
    late.time.now = new Date('2026-11-22T15:59:59.900Z')
    const charge = await openCharge(late, 'alipay')
    late.control.pay(charge)
    late.time.now = new Date('2026-11-24T02:00:00Z')
    const bill = async (date: string) => late.providers.alipay.fetchBill?.(date, 'trade')
    expect(await bill('2026-11-23')).toEqual({ kind: 'empty' })
    const reply = await bill('2026-11-22')
    if (reply?.kind !== 'bill') throw new Error('no bill')
    const [line] = await collect(reply.lines)
    expect(line).toMatchObject({ at: new Date('2026-11-22T15:59:59Z') })
    await late.close()
  })

  it('F72: has titles with commas, quotes, line ends, backticks and formulas', async () => {
    const titles = ['a,b', '=cmd()', '"quoted"', '`tick`', 'two\nlines', '100%, "all" `of` it']
    for (const subject of titles)
      sandbox.control.pay(await openCharge(sandbox, 'alipay', { subject }))
    await passTo('2026-11-24T02:00:00Z')
    expect(await linesOf('trade', '2026-11-23')).toHaveLength(titles.length)
    expect(await linesOf('funds', '2026-11-23')).toHaveLength(2 * titles.length)
  })
})

describe('F72: a bill that is not there', () => {
  it('is not ready before nine of the next day, nor while it is late, but for a day', async () => {
    await passTo('2026-11-24T00:59:59Z')
    expect(await fetchBill('2026-11-23')).toEqual({ kind: 'not_ready' })
    spoil({ kind: 'late' })
    await passTo('2026-11-24T01:00:00Z')
    expect(await fetchBill('2026-11-23')).toEqual({ kind: 'not_ready' })
    await passTo('2026-11-25T00:59:59Z')
    expect(await fetchBill('2026-11-23')).toEqual({ kind: 'not_ready' })
    await passTo('2026-11-25T01:00:00Z')
    expect(await fetchBill('2026-11-23')).toEqual({ kind: 'empty' })
  })

  it('is empty at once when the gateway says that there is nothing to tell', async () => {
    expect(await fetchBill('2026-11-01')).toEqual({ kind: 'empty' })
  })

  it('is unknown with an expired address, no date or a strange answer', async () => {
    spoil({ kind: 'expired' })
    expect(await fetchBill()).toEqual({ kind: 'unknown', code: 'http_403' })
    expect(await fetchBill('2026-02-30')).toMatchObject({ kind: 'unknown' })
    sandbox.control.faults.clear()
    const reply = { kind: 'business', code: 'TYPE_NOT_SUPPORTED' } as const
    sandbox.control.faults.set('alipay', { reply })
    expect(await fetchBill()).toEqual({ kind: 'unknown', code: 'TYPE_NOT_SUPPORTED' })
  })
})

describe('F69: a bill that differs from the books is read as it is', () => {
  const { outTradeNo: extra } = { outTradeNo: 'T9999stranger' }

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

  it('in UTF-8 with its mark as well as in GBK', async () => {
    const whole = await linesOf()
    spoil({ kind: 'utf8Bom' })
    expect(await linesOf()).toEqual(whole)
  })
})

describe('F72, F73: a file that no honest gateway sends', () => {
  it.each([
    ['torn', 'bill.torn'],
    ['noEnd', 'bill.torn'],
    ['wrongSums', 'bill.torn'],
    ['badChecksum', 'bill.torn'],
    ['bomb', 'bill.too_large'],
    ['lyingBomb', 'bill.torn'],
    ['badPath', 'bill.forged'],
  ] as const)('%s is refused as %s', async (kind, code) => {
    spoil({ kind })
    await expect(linesOf()).rejects.toMatchObject({ code })
    if (kind === 'noEnd' || kind === 'wrongSums') {
      await expect(linesOf('funds')).rejects.toMatchObject({ code })
    }
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
