import { expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import { newNumber } from '../sandbox.ts'
import { A_WHILE_MS, type Bench, refundedBySimulator } from './bench.ts'

/** A charge given back piece by piece, as items of an order are. */
export function partialRefundCases(bench: Bench) {
  const giveBack = async (request: ReturnType<Bench['request']>, fen: bigint) => {
    const outRefundNo = newNumber()
    const { outTradeNo } = request
    await bench.refund(request, fen, outRefundNo)
    await bench.sandbox().control.advance(A_WHILE_MS)
    return bench.provider().queryRefund({ outTradeNo, outRefundNo })
  }

  it('F51: three items of a coupon order come back to the fen, and not one fen more', async () => {
    const request = bench.request({ amount: money(90n, 'CNY') })
    await bench.pay(request)
    for (const fen of [30n, 29n, 31n]) {
      const fact = await giveBack(request, fen)
      expect(fact).toMatchObject({ status: 'succeeded', amount: money(fen, 'CNY') })
    }
    expect(refundedBySimulator(bench, request)).toBe(90n)
    expect(await bench.refund(request, 1n)).toMatchObject({ status: 'failed' })
    expect(refundedBySimulator(bench, request)).toBe(90n)
    const fact = await bench.provider().queryCharge(request.outTradeNo)
    expect(fact).toMatchObject({ status: 'paid', amount: money(90n, 'CNY') })
  })

  it('F46: two refunds at the same time cannot give back more than was paid', async () => {
    const request = bench.request({ amount: money(100n, 'CNY') })
    await bench.pay(request)
    const facts = await Promise.all([60n, 60n].map((fen) => bench.refund(request, fen)))
    expect(facts.filter(({ status }) => status === 'failed')).toHaveLength(1)
    expect(refundedBySimulator(bench, request)).toBe(60n)
  })

  it('F52: each refund is told with its own amount, whatever was given back before', async () => {
    const request = bench.request()
    await bench.pay(request)
    const numbers = [newNumber(), newNumber(), newNumber()]
    for (const [index, number] of numbers.entries()) {
      const fact = await bench.refund(request, BigInt(index + 1), number)
      expect(fact.amount).toEqual(money(BigInt(index + 1), 'CNY'))
      await bench.sandbox().control.advance(A_WHILE_MS)
    }
    for (const [index, outRefundNo] of numbers.entries()) {
      const { outTradeNo } = request
      const fact = await bench.provider().queryRefund({ outTradeNo, outRefundNo })
      expect(fact).toMatchObject({ outRefundNo, amount: money(BigInt(index + 1), 'CNY') })
    }
  })

  it('F54: as many parts as the gateway allows come back, and the next fails clearly', async () => {
    const most = bench.provider().capabilities.refunds?.maxPerCharge
    const request = bench.request({ amount: money(100n, 'CNY') })
    await bench.pay(request)
    const count = most ?? 60
    for (let part = 0; part < count; part += 1) {
      expect(await giveBack(request, 1n)).toMatchObject({ status: 'succeeded' })
    }
    const next = await bench.refund(request, 1n)
    expect(next).toMatchObject(
      most === null ? { status: 'succeeded' } : { status: 'failed', code: expect.any(String) },
    )
  })
}
