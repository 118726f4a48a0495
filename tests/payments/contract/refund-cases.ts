import { expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import type { ChargeRequest, RefundFact } from '#payments/provider.ts'
import { newNumber } from '../sandbox.ts'
import { A_WHILE_MS, type Bench, refundedBySimulator } from './bench.ts'

export function refundCases(bench: Bench) {
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

  refundTrouble(bench, settled)
}

function refundTrouble(
  bench: Bench,
  settled: (request: ChargeRequest, outRefundNo: string) => Promise<RefundFact>,
) {
  const only = bench.traits.refundCall
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
    bench.sandbox().control.faults.set(bench.name, { reply: { kind: 'dropReply', times: 1, only } })
    expect(await bench.refund(request, 500n, number)).toMatchObject({ status: 'unknown' })
    expect(await settled(request, number)).toMatchObject({ status: 'succeeded' })
    expect(refundedBySimulator(bench, request)).toBe(500n)
  })

  it('F47: a refusal of a repeat does not hide that the first send was taken', async () => {
    const { control } = bench.sandbox()
    const request = bench.request()
    await bench.pay(request)
    const number = newNumber()
    const code = bench.traits.refusedRepeat
    control.faults.set(bench.name, { reply: { kind: 'dropReply', times: 1, only } })
    await bench.refund(request, 500n, number)
    control.faults.set(bench.name, { reply: { kind: 'business', code, times: 1, only } })
    expect(await bench.refund(request, 500n, number)).toMatchObject({
      status: expect.stringMatching(/^(succeeded|processing)$/),
      amount: money(500n, 'CNY'),
    })
  })

  it('F49: a refund the gateway cannot pay out has failed, with the code', async () => {
    const request = bench.request()
    await bench.pay(request)
    const code = bench.traits.poorSeller
    bench
      .sandbox()
      .control.faults.set(bench.name, { reply: { kind: 'business', code, times: 1, only } })
    const number = newNumber()
    expect(await bench.refund(request, 500n, number)).toMatchObject({ status: 'failed', code })
    expect((await bench.refund(request, 500n, number)).status).toMatch(/^(succeeded|processing)$/)
  })
}
