import { expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import { newNumber, rawOf } from '../sandbox.ts'
import { A_WHILE_MS, type Bench, TWO_DAYS_MS } from './bench.ts'

export function notificationCases(bench: Bench) {
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
}

/** Messages that must change nothing, and those whose words must be weighed. */
export function forgeryCases(bench: Bench) {
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
    const reasons: unknown[] = []
    for (const body of bodies) {
      const read = bench.provider().readNotification({ ...honest, body })
      const error = await read.catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'payment.bad_notification' })
      reasons.push((error as { details: { reason: unknown } }).details.reason)
    }
    expect(reasons[0]).toBe('too_large')
  })
}
