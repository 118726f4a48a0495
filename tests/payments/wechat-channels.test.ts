import { verify } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChargeRequest, Provider } from '#payments/provider.ts'
import type { WechatProduct } from '#payments/wechat/wechat-config.ts'
import { wechatProvider } from '#payments/wechat/wechat-provider.ts'
import { serve } from '../../simulators/engine/http.ts'
import { publicHalf } from '../../simulators/signing.ts'
import { newNumber, openSandbox, rawOf, type Sandbox } from './sandbox.ts'
import { wechatMessage } from './signed-messages.ts'

let sandbox: Sandbox
let provider: Provider
beforeAll(async () => {
  sandbox = await openSandbox()
  provider = sandbox.providers.wechat
})
beforeEach(() => {
  sandbox.control.faults.clear()
  sandbox.time.now = new Date('2026-11-22T08:00:00Z')
})
afterAll(() => sandbox.close())

const openid = 'oSandbox00000000000000000001'

const request = (change: Partial<ChargeRequest> = {}): ChargeRequest => ({
  outTradeNo: newNumber(),
  amount: { minor: 1999n, currency: 'CNY' },
  channel: 'jsapi',
  payer: { openid, ip: '203.0.113.7' },
  subject: '问渠课程',
  expiresAt: new Date(sandbox.control.now() + 30 * 60_000),
  notifyUrl: sandbox.merchant.url,
  returnUrl: 'http://localhost:3000/pay/return?order=W1&x=2',
  ...change,
})

describe('A payment inside WeChat', () => {
  it('is a call whose parameters only our key could have signed', async () => {
    const action = await provider.createCharge(request())
    if (action.kind !== 'jsapi') throw new Error('no call')
    const { appId, timeStamp, nonceStr, package: parcel, signType, paySign } = action.parameters
    expect(appId).toBe(sandbox.simulators.wechat.appid)
    expect([signType, parcel]).toEqual(['RSA', expect.stringMatching(/^prepay_id=wx\w{16}$/)])
    const content = Buffer.from(`${appId}\n${timeStamp}\n${nonceStr}\n${parcel}\n`)
    const key = publicHalf(sandbox.simulators.wechat.merchantPrivateKeyPem)
    expect(verify('sha256', content, key, Buffer.from(paySign ?? '', 'base64'))).toBe(true)
  })

  it('is paid in the wallet above the page, and told like any other', async () => {
    const asked = request()
    const action = await provider.createCharge(asked)
    if (action.kind !== 'jsapi') throw new Error('no call')
    const parcel = action.parameters.package ?? ''
    const back = asked.returnUrl
    const address = `${sandbox.simulators.url}/wechat/cashier`
    const shown = await fetch(`${address}?${parcel}&${new URLSearchParams({ back })}`)
    expect(await shown.text()).toContain(asked.outTradeNo)
    const form = new URLSearchParams(parcel)
    form.set('action', 'pay')
    await fetch(address, { method: 'POST', body: form })
    expect(await provider.queryCharge(asked.outTradeNo)).toMatchObject({ status: 'paid' })
    const order = { provider: 'wechat', outTradeNo: asked.outTradeNo } as const
    const notice = await provider.readNotification(rawOf(sandbox.control.notification(order)))
    expect(notice).toMatchObject({ kind: 'charge', fact: { status: 'paid' } })
  })

  it('asked for again is the same order, and for another payer is none', async () => {
    const asked = request()
    const first = await provider.createCharge(asked)
    const again = await provider.createCharge(asked)
    const parcels = [first, again].map((one) => one.kind === 'jsapi' && one.parameters.package)
    expect(parcels[0]).toBe(parcels[1])
    const code = { ...asked, channel: 'qr' as const }
    expect(await provider.createCharge(code)).toMatchObject({ code: 'OUT_TRADE_NO_USED' })
    const stranger = request({ payer: { openid: 'oSomebodyElse' } })
    expect(await provider.createCharge(stranger)).toMatchObject({ code: 'PARAM_ERROR' })
  })
})

describe('A payment from a phone’s browser', () => {
  it('leads into WeChat and back, by an address that lives for five minutes', async () => {
    const asked = request({ channel: 'h5' })
    const action = await provider.createCharge(asked)
    if (action.kind !== 'redirect') throw new Error('no address')
    expect(action.shortLived).toBe(true)
    expect(new URL(action.url).searchParams.get('redirect_url')).toBe(asked.returnUrl)
    expect(await (await fetch(action.url)).text()).toContain(asked.outTradeNo)
    sandbox.time.now = new Date(sandbox.time.now.getTime() + 5 * 60_000)
    expect((await fetch(action.url)).status).toBe(400)
    const again = await provider.createCharge(asked)
    if (again.kind !== 'redirect') throw new Error('no address')
    expect(again.url).not.toBe(action.url)
    expect((await fetch(again.url)).status).toBe(200)
  })

  it('is never sent to an address that is not WeChat Pay’s', async () => {
    let address = ''
    const gateway = await serve(0, async () => {
      const body = JSON.stringify({ h5_url: address })
      const { headers } = wechatMessage(sandbox, body)
      return { status: 200, headers: Object.fromEntries(headers), body }
    })
    const { wechat } = sandbox.simulators
    const asked = wechatProvider({ ...wechat, baseUrl: gateway.url }, sandbox.around)
    for (const foreign of ['https://wx.tenpay.com.evil.cn/', 'javascript:alert(1)', 'x', '']) {
      address = foreign
      const reply = await asked.createCharge(request({ channel: 'h5' }))
      expect(reply).toEqual({ kind: 'unknown', code: 'no_h5_url' })
    }
    await gateway.close()
  })
})

it.each([
  ['openid_missing', { channel: 'jsapi', payer: { ip: '203.0.113.7' } }],
  ['ip_missing', { channel: 'h5', payer: { openid } }],
  ['channel_not_supported', { channel: 'page' }],
  ['currency_not_supported', { amount: { minor: 1n, currency: 'USD' } }],
  ['amount_out_of_range', { amount: { minor: 0n, currency: 'CNY' } }],
  ['already_expired', { expiresAt: new Date('2026-11-22T08:00:00Z') }],
] as [string, Partial<ChargeRequest>][])(
  'is refused before it is sent: %s',
  async (code, change) => {
    const before = sandbox.exchanges.length
    expect(await provider.createCharge(request(change))).toEqual({ kind: 'refused', code })
    expect(sandbox.exchanges).toHaveLength(before)
  },
)

it.each([
  [undefined, ['qr'], false],
  [['native'], ['qr'], false],
  [['h5', 'jsapi'], ['h5', 'jsapi'], false],
  [['native', 'cycle'], ['qr'], true],
] as [WechatProduct[] | undefined, string[], boolean][])(
  'of %j are offered %j, again by itself: %j',
  async (products, channels, cycle) => {
    const { products: _, ...plain } = sandbox.simulators.wechat
    const config = products ? { ...plain, products } : plain
    const offered = wechatProvider(config, sandbox.around)
    expect(offered.capabilities.channels).toEqual(channels)
    expect(offered.recurring !== undefined).toBe(cycle)
    const other = channels.includes('qr') ? 'jsapi' : 'qr'
    expect(await offered.createCharge(request({ channel: other }))).toMatchObject({
      code: 'channel_not_supported',
    })
  },
)

describe('Who the payer is', () => {
  const identity = () => {
    if (!provider.identity) throw new Error('no identity')
    return provider.identity
  }
  const codeOf = async (state = 'S1') => {
    const address = identity().address('http://localhost:3000/orders/W1/pay?a=1', state)
    const reply = await fetch(address, { redirect: 'manual' })
    return new URL(reply.headers.get('location') ?? '')
  }

  it('is told by a code that the payer’s browser brings, once', async () => {
    const back = await codeOf('0123456789abcdef')
    expect(back.pathname + back.search).toMatch(
      /^\/orders\/W1\/pay\?a=1&code=\w+&state=0123456789abcdef$/,
    )
    const code = back.searchParams.get('code') ?? ''
    expect(await identity().exchange(code)).toEqual({ kind: 'known', openid })
    expect(await identity().exchange(code)).toEqual({ kind: 'refused', code: 'errcode_40163' })
    expect(await identity().exchange('nonsense')).toEqual({
      kind: 'refused',
      code: 'errcode_40029',
    })
  })

  it('is asked of WeChat at its own addresses, in its own order', () => {
    const { app, ...rest } = sandbox.simulators.wechat
    const official = { ...app, openUrl: 'https://open.weixin.qq.com' }
    const asked = wechatProvider({ ...rest, app: official }, sandbox.around).identity
    expect(asked?.address('https://a.cn/b?c=d', 'S')).toBe(
      `https://open.weixin.qq.com/connect/oauth2/authorize?appid=${rest.appid}` +
        '&redirect_uri=https%3A%2F%2Fa.cn%2Fb%3Fc%3Dd&response_type=code&scope=snsapi_base' +
        '&state=S#wechat_redirect',
    )
  })

  it.each(['status', 'garbage', 'truncate', 'dropReply', 'dropRequest'] as const)(
    'F42: stays unknown when the answer is %s',
    async (kind) => {
      const back = await codeOf()
      const reply = kind === 'status' ? ({ kind, status: 502 } as const) : { kind }
      sandbox.control.faults.set('wechat', { reply: { ...reply, only: '/sns/' } })
      const known = await identity().exchange(back.searchParams.get('code') ?? '')
      expect(known.kind).toBe('unknown')
    },
  )

  it('leaves neither our secret nor the payer’s code or tokens in the log', async () => {
    const code = (await codeOf()).searchParams.get('code') ?? ''
    await identity().exchange(code)
    const log = JSON.stringify(sandbox.exchanges.at(-1))
    expect(log).toContain('/sns/oauth2/access_token?')
    expect(log).toContain(openid)
    for (const secret of [sandbox.simulators.wechat.app.secret, code]) {
      expect(log).not.toContain(secret)
    }
    expect(log).not.toMatch(/_token\\":\\"[0-9a-f]/)
  })
})
