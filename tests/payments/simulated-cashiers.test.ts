import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GatewayName, gatewayNames } from '../../simulators/engine/faults.ts'
import { traits } from './contract/traits.ts'
import { openCharge, openSandbox, type Sandbox } from './sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await openSandbox()
})
afterAll(() => sandbox.close())

type Charge = Awaited<ReturnType<typeof openCharge>>

/** Where a person would be led: the page-pay address, or the page that stands in for scanning. */
function cashierUrl({ action }: Charge): string {
  if (action.kind === 'redirect') return action.url
  if (action.kind !== 'qr') throw new Error('no cashier')
  const query = new URLSearchParams({
    code_url: action.content,
    back: 'http://localhost:3000/back',
  })
  return `${sandbox.simulators.url}/wechat/cashier?${query}`
}

async function press(charge: Charge, action: string) {
  const page = await fetch(cashierUrl(charge))
  const html = await page.text()
  const fields = [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)]
  const form = new URLSearchParams(fields.map(([, name = '', value = '']) => [name, value]))
  form.set('action', action)
  const target = /<form method="post" action="([^"]+)"/.exec(html)?.[1] ?? '/'
  const url = new URL(target, page.url)
  return fetch(url, { method: 'POST', body: form, redirect: 'manual' })
}

const status = async (charge: Charge) =>
  (await sandbox.providers[charge.provider].queryCharge(charge.outTradeNo)).status

describe.each(gatewayNames)('The cashier of %s', (provider: GatewayName) => {
  const LIFE_MS = Math.max(30 * 60_000, traits[provider].shortestMs)
  it('is marked as a sandbox, has its four buttons, and needs nothing from outside', async () => {
    const subject = '<script>alert(1)</script> "课程"'
    const charge = await openCharge(sandbox, provider, { subject })
    const page = await fetch(cashierUrl(charge))
    const html = await page.text()
    for (const button of ['pay', 'fail', 'pay-late', 'cancel']) {
      expect(html).toContain(`data-testid="${provider}-${button}"`)
    }
    expect(html).toContain('data-testid="sandbox-mark"')
    expect(html).toContain('沙箱')
    expect(html).toContain('¥ 19.99')
    expect(html).toContain('lang="zh-CN"')
    expect(html).not.toMatch(/<script|<link|<img|url\(|src=/i)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('pays', async () => {
    const charge = await openCharge(sandbox, provider)
    const reply = await press(charge, 'pay')
    expect([200, 303]).toContain(reply.status)
    expect(await status(charge)).toBe('paid')
    const again = await (await fetch(cashierUrl(charge))).text()
    expect(again).toContain(`data-testid="${provider}-paid"`)
  })

  it('fails, and can still be paid after that', async () => {
    const charge = await openCharge(sandbox, provider)
    const html = await (await press(charge, 'fail')).text()
    expect(html).toContain(`data-testid="${provider}-failed"`)
    expect(await status(charge)).toBe('open')
    await press(charge, 'pay')
    expect(await status(charge)).toBe('paid')
  })

  it('leads back without paying', async () => {
    const charge = await openCharge(sandbox, provider)
    const reply = await press(charge, 'cancel')
    expect(reply.headers.get('location')).toBe('http://localhost:3000/back')
    expect(await status(charge)).toBe('open')
  })

  it('F36: does not take money after the deadline', async () => {
    const charge = await openCharge(sandbox, provider)
    await sandbox.control.advance(LIFE_MS)
    await press(charge, 'pay')
    expect(await status(charge)).not.toBe('paid')
  })

  it('F36: does not take money after the deadline even if nobody has closed it yet', async () => {
    const charge = await openCharge(sandbox, provider)
    const before = sandbox.time.now
    sandbox.time.now = new Date(before.getTime() + LIFE_MS)
    expect(sandbox.control.pay(charge)).toBe('expired')
    sandbox.time.now = before
    expect(sandbox.control.pay({ ...charge, force: true })).toBe('paid')
  })

  it('F37: pays late, at once when asked to', async () => {
    const charge = await openCharge(sandbox, provider)
    const html = await (await press(charge, 'late')).text()
    expect(html).toContain(`data-testid="${provider}-complete"`)
    expect(await status(charge)).toBe('open')
    await press(charge, 'complete')
    expect(await status(charge)).toBe('paid')
  })

  it('F37: pays late by itself, a minute after the deadline', async () => {
    const charge = await openCharge(sandbox, provider)
    await press(charge, 'late')
    await sandbox.control.advance(LIFE_MS + 60_000)
    expect(await status(charge)).toBe('paid')
  })
})

describe('An address that the merchant did not sign', () => {
  it.each([
    ['another amount', ['19.99', '0.01'], 'isv.invalid-signature'],
    ['another method', ['page.pay', 'page.pay2'], ''],
    ['no signature', ['sign=', 'sign2='], 'isv.missing-sign'],
  ])('opens no Alipay cashier: %s', async (_, [from = '', to = ''], code) => {
    const { action } = await openCharge(sandbox, 'alipay')
    if (action.kind !== 'redirect') throw new Error('no address')
    const reply = await fetch(action.url.replace(from, to))
    const text = await reply.text()
    expect(text).not.toContain('data-testid="alipay-pay"')
    expect(text).toContain(code)
  })

  it('opens no Alipay cashier when it is stale', async () => {
    const { action } = await openCharge(sandbox, 'alipay')
    if (action.kind !== 'redirect') throw new Error('no address')
    const before = sandbox.time.now
    sandbox.time.now = new Date(before.getTime() + 16 * 60_000)
    const reply = await fetch(action.url)
    sandbox.time.now = before
    expect(await reply.text()).toContain('isv.invalid-timestamp')
  })

  it('opens no cashier for an unknown WeChat code', async () => {
    const url = `${sandbox.simulators.url}/wechat/cashier?code_url=weixin://wxpay/bizpayurl?pr=x`
    expect((await fetch(url)).status).toBe(400)
  })
})

describe('What only the cashier of Stripe can do', () => {
  it('asks who the payer is, takes a failed check for a decline, is paid after one', async () => {
    const charge = await openCharge(sandbox, 'stripe')
    const asked = await (await press(charge, 'verify')).text()
    expect(asked).toContain('data-testid="stripe-verify"')
    expect(await status(charge)).toBe('open')
    expect(await (await press(charge, 'fail')).text()).toContain('data-testid="stripe-failed"')
    await press(charge, 'verify')
    const paid = await press(charge, 'pay')
    expect(paid.headers.get('location')).toBe('http://localhost:3000/back')
    expect(await status(charge)).toBe('paid')
  })

  it('F15: bounces a slow payment, which can then not be paid any more', async () => {
    const charge = await openCharge(sandbox, 'stripe')
    const waiting = await (await press(charge, 'late')).text()
    expect(waiting).toContain('data-testid="stripe-bounce"')
    await press(charge, 'bounce')
    expect(await status(charge)).toBe('closed')
    expect((await fetch(cashierUrl(charge))).status).toBe(400)
  })

  it('has no page for a session that never was', async () => {
    expect((await fetch(`${sandbox.simulators.url}/stripe/pay/cs_test_0`)).status).toBe(400)
  })
})
