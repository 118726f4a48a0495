import { expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import { newNumber } from '../sandbox.ts'
import type { Bench } from './bench.ts'

export function chargeCases(bench: Bench) {
  it('knows nothing of a number never sent', async () => {
    const fact = await bench.provider().queryCharge(newNumber())
    expect(fact).toMatchObject({ status: 'not_found', amount: null, tradeNo: null })
  })

  it('is open until the payer pays, then paid with exact amount, number and moment', async () => {
    const request = bench.request()
    await bench.open(request)
    expect(await bench.provider().queryCharge(request.outTradeNo)).toMatchObject({ status: 'open' })
    const paidAt = new Date(bench.sandbox().simulators.control.now())
    await bench.pay(request)
    expect(await bench.provider().queryCharge(request.outTradeNo)).toEqual({
      outTradeNo: request.outTradeNo,
      account: bench.provider().account,
      status: 'paid',
      tradeNo: expect.stringMatching(bench.traits.tradeNo),
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
    const { createCharge: create, capabilities } = bench.provider()
    const dollars = { amount: money(100n, 'USD') }
    for (const change of [
      ...(capabilities.currencies.includes('USD') ? [] : [dollars]),
      { amount: money(0n, 'CNY') },
      { amount: money(-1n, 'CNY') },
      { amount: money(10_000_000_001n, 'CNY') },
      { expiresAt: now },
    ]) {
      expect(await create(bench.request(change))).toMatchObject({ kind: 'refused' })
    }
  })

  it('F37: a late payment is a payment', async () => {
    const { control, time } = bench.sandbox()
    const expiresAt = bench.deadline(15 * 60_000)
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
    const request = bench.request({ expiresAt: bench.deadline(15 * 60_000) })
    await bench.open(request)
    await control.advance(Math.max(15 * 60_000, bench.traits.shortestMs))
    expect(await bench.pay(request)).toMatch(/^(expired|closed)$/)
  })
}

export function closeCases(bench: Bench) {
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
