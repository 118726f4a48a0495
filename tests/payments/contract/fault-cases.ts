import { expect, it } from 'vitest'
import { newNumber } from '../sandbox.ts'
import { type Bench, refundedBySimulator } from './bench.ts'

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

export function faultCases(bench: Bench) {
  const { signsReplies, systemError: code } = bench.traits
  const lies = lyingReplies.filter(
    ({ kind }) => signsReplies || (kind !== 'unsigned' && kind !== 'wrongKey'),
  )
  it.each(lies)('F30, F42: believes nothing after $kind $status', async (reply) => {
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
    const request = bench.request()
    await bench.pay(request)
    control.faults.set(bench.name, { reply: { kind: 'business', code } })
    expect((await bench.provider().queryCharge(request.outTradeNo)).status).toBe('unknown')
    expect(await bench.provider().closeCharge(request.outTradeNo)).toBe('unknown')
    const only = bench.traits.refundCall
    control.faults.clear()
    control.faults.set(bench.name, { reply: { kind: 'business', code, times: 1, only } })
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
