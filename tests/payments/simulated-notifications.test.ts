import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type GatewayName, gatewayNames, type NotifyFault } from '../../simulators/engine/faults.ts'
import { openCharge, openSandbox, type Sandbox } from './sandbox.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await openSandbox()
})
afterEach(() => sandbox.close())

const MINUTE = 60
const HOUR = 60 * MINUTE

async function pay(provider: GatewayName) {
  const charge = await openCharge(sandbox, provider)
  sandbox.control.pay(charge)
  return charge
}

/** Seconds between one send and the next, as the simulator noted them. */
function gaps(): number[] {
  const times = sandbox.control.notifications()[0]?.log.map(({ at }) => at) ?? []
  return times.slice(1).map((at, index) => (at - (times[index] ?? 0)) / 1000)
}

describe('A merchant that never acknowledges', () => {
  it('hears from Alipay eight times in about 25 hours', async () => {
    await pay('alipay')
    await sandbox.control.advance(100 * HOUR * 1000)
    const table = [4, 10, 10, 60, 120, 360, 900].map((minutes) => minutes * MINUTE)
    expect(gaps()).toEqual(table)
    expect(sandbox.control.notifications()[0]?.state).toBe('exhausted')
  })

  it('hears from WeChat Pay sixteen times in 24 hours 4 minutes', async () => {
    await pay('wechat')
    await sandbox.control.advance(100 * HOUR * 1000)
    const short = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600]
    expect(gaps()).toEqual([...short, 3 * HOUR, 3 * HOUR, 3 * HOUR, 6 * HOUR, 6 * HOUR])
    expect(gaps().reduce((sum, gap) => sum + gap, 0)).toBe(24 * HOUR + 4 * MINUTE)
  })

  it('hears from Stripe at ever longer gaps for almost three days', async () => {
    await pay('stripe')
    await sandbox.control.advance(100 * HOUR * 1000)
    const short = [5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR]
    expect(gaps()).toEqual([...short, 12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR])
    expect(sandbox.control.notifications()[0]?.state).toBe('exhausted')
  })
})

describe('F16: an acknowledgement', () => {
  const state = async (provider: GatewayName, status: number, body: string) => {
    sandbox.merchant.state.answer = { status, body, headers: { location: sandbox.merchant.url } }
    await pay(provider)
    await sandbox.control.deliver()
    return sandbox.control.notifications().at(-1)?.state
  }

  it('of Alipay is exactly success with 200', async () => {
    const almost = ['success\n', ' success', 'SUCCESS', '\ufeffsuccess', '{"success":true}', '']
    for (const body of almost) expect(await state('alipay', 200, body)).toBe('pending')
    expect(await state('alipay', 302, 'success')).toBe('pending')
    expect(await state('alipay', 500, 'success')).toBe('pending')
    expect(await state('alipay', 200, 'success')).toBe('acknowledged')
  })

  it('of WeChat Pay is any 200 or 204, whatever the body', async () => {
    expect(await state('wechat', 500, '')).toBe('pending')
    expect(await state('wechat', 302, '')).toBe('pending')
    expect(await state('wechat', 400, '{"code":"FAIL"}')).toBe('pending')
    expect(await state('wechat', 200, '<html></html>')).toBe('acknowledged')
    expect(await state('wechat', 204, '')).toBe('acknowledged')
  })

  it('of Stripe is any 2xx, and no redirect', async () => {
    expect(await state('stripe', 500, '')).toBe('pending')
    expect(await state('stripe', 302, '')).toBe('pending')
    expect(await state('stripe', 400, '')).toBe('pending')
    expect(await state('stripe', 200, '')).toBe('acknowledged')
    expect(await state('stripe', 299, '<html></html>')).toBe('acknowledged')
  })
})

describe.each(gatewayNames)('Faults of %s notifications', (provider) => {
  const heardUnder = async (notify: NotifyFault, waitMs = 0) => {
    const { control, merchant, providers } = sandbox
    merchant.state.answer = providers[provider].acknowledge(true)
    control.faults.set(provider, { notify })
    await pay(provider)
    await control.advance(waitMs)
    return merchant.heard
  }

  it('F06: none loses them all', async () => {
    expect(await heardUnder({ kind: 'none' }, 100 * HOUR * 1000)).toHaveLength(0)
  })

  it.each(['dup', 'concurrent'] as const)('F01, F02: %s sends one event n times', async (kind) => {
    const heard = await heardUnder({ kind, n: 20 })
    expect(heard).toHaveLength(20)
    const read = heard.map(({ raw }) => sandbox.providers[provider].readNotification(raw))
    const ids = (await Promise.all(read)).map(({ eventId }) => eventId)
    expect(new Set(ids).size).toBe(1)
  })

  it('delay holds one back', async () => {
    expect(await heardUnder({ kind: 'delay', ms: 60_000, times: 1 }, 59_000)).toHaveLength(0)
    await sandbox.control.advance(1_000)
    expect(sandbox.merchant.heard).toHaveLength(1)
  })

  it('F07: reorder sends the newest first', async () => {
    const { control, merchant, providers } = sandbox
    merchant.state.answer = providers[provider].acknowledge(true)
    control.faults.set(provider, { notify: { kind: 'reorder' } })
    const paid = [await pay(provider), await pay(provider), await pay(provider)]
    await control.advance(60_000)
    const read = merchant.heard.map(({ raw }) => providers[provider].readNotification(raw))
    const order = (await Promise.all(read)).map((notification) =>
      notification.kind === 'charge' ? notification.fact.outTradeNo : null,
    )
    expect(order).toEqual(paid.map(({ outTradeNo }) => outTradeNo).reverse())
  })

  it('a spoiled send is never taken for acknowledged: the honest one follows', async () => {
    const heard = await heardUnder({ kind: 'forge', times: 1 }, 5 * MINUTE * 1000)
    expect(heard).toHaveLength(2)
    const [forged, honest] = heard
    if (!forged || !honest) throw new Error('not heard')
    const { readNotification } = sandbox.providers[provider]
    await expect(readNotification(forged.raw)).rejects.toThrow('payment.bad_notification')
    expect(await readNotification(honest.raw)).toMatchObject({ kind: 'charge' })
  })

  it('a resend is the same event again, even after acknowledgement', async () => {
    const heard = await heardUnder({ kind: 'delay', ms: 0, times: 1 })
    const [notice] = sandbox.control.notifications()
    sandbox.control.resend(notice?.id ?? '')
    await sandbox.control.deliver()
    expect(heard).toHaveLength(2)
  })
})
