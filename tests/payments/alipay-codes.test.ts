import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import type { ChargeRequest, Provider } from '#payments/provider.ts'
import { newNumber, openSandbox, type Sandbox } from './sandbox.ts'

let sandbox: Sandbox
let provider: Provider
beforeAll(async () => {
  sandbox = await openSandbox()
  provider = sandbox.providers.alipay
})
beforeEach(() => sandbox.control.faults.clear())
afterAll(() => sandbox.close())

const request = (change: Partial<ChargeRequest> = {}): ChargeRequest => ({
  channel: 'qr',
  outTradeNo: newNumber(),
  amount: money(1999n, 'CNY'),
  subject: '问渠课程',
  expiresAt: new Date(sandbox.control.now() + 30 * 60_000),
  notifyUrl: sandbox.merchant.url,
  returnUrl: 'http://localhost:3000/back',
  ...change,
})

async function codeOf(asked: ChargeRequest): Promise<string> {
  const reply = await provider.createCharge(asked)
  if (reply.kind !== 'qr') throw new Error(`no code: ${JSON.stringify(reply)}`)
  return reply.content
}

describe('A code to scan', () => {
  it('F31: is the same when the reply was lost and it is asked for again', async () => {
    const asked = request()
    sandbox.control.faults.set('alipay', { reply: { kind: 'dropReply', times: 1 } })
    expect(await provider.createCharge(asked)).toMatchObject({ kind: 'unknown' })
    const code = await codeOf(asked)
    expect(await codeOf(asked)).toBe(code)
    sandbox.control.open(code)
    expect(sandbox.control.trades().filter((t) => t.outTradeNo === asked.outTradeNo)).toHaveLength(
      1,
    )
  })

  it('F36: makes no trade before it is scanned, so closing finds none', async () => {
    const asked = request()
    const code = await codeOf(asked)
    expect(await provider.queryCharge(asked.outTradeNo)).toMatchObject({ status: 'not_found' })
    expect(await provider.closeCharge(asked.outTradeNo)).toBe('not_found')
    expect(sandbox.control.open(code)).toBe(asked.outTradeNo)
    expect(sandbox.control.pay({ provider: 'alipay', outTradeNo: asked.outTradeNo })).toBe('paid')
  })

  it('F36: cannot be paid after the deadline it was given, scanned before or after', async () => {
    const own = await openSandbox()
    const asked = request({ expiresAt: new Date(own.control.now() + 60_000) })
    const reply = await own.providers.alipay.createCharge(asked)
    if (reply.kind !== 'qr') throw new Error('no code')
    await own.control.advance(60_000)
    const page = new URLSearchParams({ code_url: reply.content, back: '' })
    const shown = await fetch(`${own.simulators.url}/alipay/cashier?${page}`)
    expect(await shown.text()).toContain('ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR')
    own.control.open(reply.content)
    expect(own.control.pay({ provider: 'alipay', outTradeNo: asked.outTradeNo })).toBe('expired')
    await own.close()
  })

  it('F84: a number already in use for another amount is refused', async () => {
    const asked = request()
    await codeOf(asked)
    const code = 'ACQ.CONTEXT_INCONSISTENT'
    for (const change of [{ amount: money(1n, 'CNY') }, { subject: '别的课程' }]) {
      expect(await provider.createCharge({ ...asked, ...change })).toEqual({
        kind: 'refused',
        code,
      })
    }
  })

  it('F34: for a charge that has been paid is unknown, so that the charge is asked', async () => {
    const asked = request()
    sandbox.control.open(await codeOf(asked))
    sandbox.control.pay({ provider: 'alipay', outTradeNo: asked.outTradeNo })
    const code = 'ACQ.TRADE_HAS_SUCCESS'
    expect(await provider.createCharge(asked)).toEqual({ kind: 'unknown', code })
  })

  it('lives two hours unscanned, and is then made anew', async () => {
    const asked = request({ expiresAt: new Date(sandbox.control.now() + 86_400_000) })
    const code = await codeOf(asked)
    await sandbox.control.advance(2 * 3_600_000)
    expect(sandbox.control.open(code)).toBeNull()
    const next = await codeOf(asked)
    expect(next).not.toBe(code)
    expect(sandbox.control.open(code)).toBeNull()
    expect(sandbox.control.open(next)).toBe(asked.outTradeNo)
  })

  it('leads in the sandbox to the cashier and back to the shop', async () => {
    const asked = request()
    const back = 'http://localhost:3000/pay/return?order=1'
    const page = new URLSearchParams({ code_url: await codeOf(asked), back })
    const shown = await fetch(`${sandbox.simulators.url}/alipay/cashier?${page}`)
    expect(await shown.text()).toContain('data-testid="alipay-pay"')
    const body = new URLSearchParams({ action: 'pay' })
    const paid = await fetch(shown.url, { method: 'POST', body, redirect: 'manual' })
    expect(paid.headers.get('location')).toMatch(/^http:\/\/localhost:3000\/pay\/return\?order=1&/)
  })
})

it('a channel that the merchant has not signed for is neither offered nor taken', async () => {
  const { alipayProvider } = await import('#payments/alipay/alipay-provider.ts')
  const products = ['qr'] as const
  const only = alipayProvider({ ...sandbox.simulators.alipay, products }, sandbox.around)
  expect(only.capabilities.channels).toEqual(['qr'])
  expect(only.recurring).toBeUndefined()
  const code = 'channel_not_supported'
  for (const channel of ['page', 'wap', 'jsapi'] as const) {
    expect(await only.createCharge(request({ channel }))).toEqual({ kind: 'refused', code })
  }
  expect(await only.createCharge(request())).toMatchObject({ kind: 'qr' })
})
