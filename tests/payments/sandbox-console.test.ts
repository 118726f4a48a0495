import { afterAll, expect, test } from 'vitest'
import { gatewayNames } from '../../simulators/engine/faults.ts'
import { openCharge, openSandbox } from './sandbox.ts'

const sandbox = await openSandbox()
afterAll(() => sandbox.close())
const url = `${sandbox.simulators.url}/console`

async function press(fields: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
    redirect: 'manual',
  })
}
const page = async () => (await fetch(url)).text()

test.each(gatewayNames)('shows a call of %s decoded, and its signatures hold', async (gateway) => {
  const charge = await openCharge(sandbox, gateway)
  await sandbox.providers[gateway].queryCharge(charge.outTradeNo)
  const shown = await page()
  expect(shown).toContain('商店 → 网关')
  expect(shown).not.toContain('class="fails"')
  expect(shown).toContain('class="holds"')
})

test.each(gatewayNames)(
  'shows a notification of %s and that its receipt counted',
  async (gateway) => {
    const provider = sandbox.providers[gateway]
    sandbox.merchant.state.answer = provider.acknowledge(true)
    sandbox.control.listen({ url: sandbox.merchant.url })
    const charge = await openCharge(sandbox, gateway)
    sandbox.control.pay({ provider: gateway, outTradeNo: charge.outTradeNo })
    await sandbox.control.deliver()
    const shown = await page()
    expect(shown).toContain('网关 → 商店')
    expect(shown).not.toContain('class="fails"')
  },
)

test.each(gatewayNames)('a forged word of %s is marked where it fails', async (gateway) => {
  const pressed = await press({ gateway, button: 'forge' })
  expect(pressed.status).toBe(303)
  const charge = await openCharge(sandbox, gateway)
  sandbox.control.pay({ provider: gateway, outTradeNo: charge.outTradeNo })
  await sandbox.control.deliver()
  const shown = await page()
  expect(shown).toContain('<mark>forge</mark>')
  expect(shown).toContain('class="fails"')
  await press({ button: 'clear' })
})

test('a lost reply is planned by its button and used up by one call', async () => {
  await press({ gateway: 'wechat', button: 'drop-reply' })
  const first = await openCharge(sandbox, 'wechat').catch(() => null)
  expect(first?.action.kind).toBe('unknown')
  expect(await page()).toContain('<mark>dropReply</mark>')
  expect((await openCharge(sandbox, 'wechat')).action.kind).toBe('qr')
})

test.each([[{ 'sec-fetch-site': 'cross-site' }], [{ origin: 'https://evil.example' }]])(
  'another site in the same browser presses nothing: %o',
  async (headers) => {
    expect((await press({ gateway: 'alipay', button: 'garbage' }, headers)).status).toBe(403)
    await sandbox.providers.alipay.queryCharge('T0')
    expect(await page()).not.toContain('<mark>garbage</mark>')
  },
)

test('what a merchant sends never becomes markup', async () => {
  await openCharge(sandbox, 'wechat', { subject: '<script>alert(1)</script>' })
  expect(await page()).not.toContain('<script>')
})
