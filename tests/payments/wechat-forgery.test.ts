import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import type { Provider, RawNotification } from '#payments/provider.ts'
import { wechatProvider } from '#payments/wechat/wechat-provider.ts'
import { serve } from '../../simulators/engine/http.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'
import { wechatEnvelope, wechatMessage } from './signed-messages.ts'

let sandbox: Sandbox
let provider: Provider
beforeAll(async () => {
  sandbox = await openSandbox()
  provider = sandbox.providers.wechat
})
afterAll(() => sandbox.close())

async function refusedFor(raw: RawNotification): Promise<unknown> {
  const error = await provider.readNotification(raw).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ kind: 'invalid', code: 'payment.bad_notification' })
  return (error as { details: { reason: unknown } }).details.reason
}

const genuine = (change = {}) => JSON.stringify(wechatEnvelope(sandbox, change))

describe('A notification that claims to come from WeChat Pay', () => {
  it('is believed when genuine, and the price is the total before coupons', async () => {
    expect(await provider.readNotification(wechatMessage(sandbox, genuine()))).toEqual({
      kind: 'charge',
      eventId: 'EV-2026112200000001',
      fact: {
        outTradeNo: 'T20261122000001',
        account: provider.account,
        status: 'paid',
        tradeNo: '4200000000000000000000000001',
        amount: money(1999n, 'CNY'),
        paidAt: new Date('2026-11-22T07:59:59Z'),
        refunded: null,
      },
    })
  })

  it('F17: is refused without one of its headers, or with those of another body', async () => {
    for (const name of ['timestamp', 'nonce', 'serial', 'signature']) {
      const headers = { [`wechatpay-${name}`]: '' }
      expect(await refusedFor(wechatMessage(sandbox, genuine(), { headers }))).toBe(
        'headers_missing',
      )
    }
    const other = wechatMessage(sandbox, genuine({ out_trade_no: 'T20261122000002' }))
    const raw = wechatMessage(sandbox, genuine())
    expect(await refusedFor({ ...raw, headers: other.headers })).toBe('signature')
    const nonce = { 'wechatpay-nonce': 'another' }
    expect(await refusedFor(wechatMessage(sandbox, genuine(), { headers: nonce }))).toBe(
      'signature',
    )
  })

  it('F19: is refused when its sealed part is for another merchant or app', async () => {
    for (const change of [
      { mchid: '1900000000' },
      { appid: 'wx0000000000000000' },
      { mchid: '' },
    ]) {
      expect(await refusedFor(wechatMessage(sandbox, genuine(change)))).toBe('foreign_merchant')
    }
  })

  it('F23: is refused 301 s old or 301 s ahead, and taken within 299 s', async () => {
    for (const skewSeconds of [-301, -300, 300, 301]) {
      const raw = wechatMessage(sandbox, genuine(), { skewSeconds })
      expect(await refusedFor(raw)).toBe('timestamp_out_of_window')
    }
    for (const skewSeconds of [-299, 299]) {
      const raw = wechatMessage(sandbox, genuine(), { skewSeconds })
      expect(await provider.readNotification(raw)).toMatchObject({ kind: 'charge' })
    }
    for (const timestamp of ['NaN', '1e9', '-1', '99999999999999999999']) {
      const headers = { 'wechatpay-timestamp': timestamp }
      const raw = wechatMessage(sandbox, genuine(), { headers })
      expect(await refusedFor(raw)).toBe('timestamp_out_of_window')
    }
  })

  it('F24: a SIGNTEST probe is refused, the next delivery is taken', async () => {
    const raw = wechatMessage(sandbox, genuine())
    const signature = `WECHATPAY/SIGNTEST/${raw.headers.get('wechatpay-signature')}`
    const headers = { 'wechatpay-signature': signature }
    expect(await refusedFor(wechatMessage(sandbox, genuine(), { headers }))).toBe('probe')
    expect(await provider.readNotification(raw)).toMatchObject({ kind: 'charge' })
  })

  it('F25: is refused when the sealed part was touched, though well signed', async () => {
    const envelope = wechatEnvelope(sandbox)
    const { resource } = envelope
    const sealed = Buffer.from(resource.ciphertext, 'base64')
    const flipped = (at: number) => {
      const bytes = Buffer.from(sealed)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      return bytes.toString('base64')
    }
    const shortTag = Buffer.concat([sealed.subarray(0, -16), sealed.subarray(-16, -12)])
    for (const change of [
      { ciphertext: flipped(0) },
      { ciphertext: flipped(sealed.length - 17) },
      { ciphertext: flipped(sealed.length - 1) },
      { ciphertext: shortTag.toString('base64') },
      { ciphertext: sealed.subarray(0, -16).toString('base64') },
      { ciphertext: '' },
      { ciphertext: '不是' },
      { nonce: 'abcdefabcdef' },
      { nonce: '' },
      { associated_data: 'refund' },
      { associated_data: '' },
      { algorithm: 'AEAD_AES_128_GCM' },
    ]) {
      const body = JSON.stringify({ ...envelope, resource: { ...resource, ...change } })
      expect(await refusedFor(wechatMessage(sandbox, body))).toBe('unopened_resource')
    }
    const config = { ...sandbox.simulators.wechat, apiV3Key: '0123456789abcdef0123456789abcdef' }
    const stranger = wechatProvider(config, sandbox.around)
    const raw = wechatMessage(sandbox, JSON.stringify(envelope))
    await expect(stranger.readNotification(raw)).rejects.toMatchObject({
      details: { reason: 'unopened_resource' },
    })
  })

  it('F27: counts byte for byte: re-serialised JSON is not what was signed', async () => {
    const spaced = JSON.stringify(wechatEnvelope(sandbox), null, 2)
    const raw = wechatMessage(sandbox, spaced)
    expect(await provider.readNotification(raw)).toMatchObject({ kind: 'charge' })
    const body = Buffer.from(JSON.stringify(JSON.parse(spaced)))
    expect(await refusedFor({ ...raw, body })).toBe('signature')
  })

  it('amounts that are not whole fen of a known currency are unknown, never paid', async () => {
    for (const amount of [
      { total: 19.99, currency: 'CNY' },
      { total: '1999', currency: 'CNY' },
      { total: -1, currency: 'CNY' },
      { total: 2 ** 53, currency: 'CNY' },
      { total: 1999, currency: 'XYZ' },
      null,
    ]) {
      const raw = wechatMessage(sandbox, genuine({ amount }))
      expect(await provider.readNotification(raw)).toMatchObject({ fact: { status: 'unknown' } })
    }
    const raw = wechatMessage(sandbox, genuine({ amount: { total: 1999, currency: 'USD' } }))
    expect(await provider.readNotification(raw)).toMatchObject({
      fact: { amount: money(1999n, 'USD') },
    })
  })

  it('F53: REFUND.ABNORMAL and REFUND.CLOSED are failures with their code', async () => {
    for (const status of ['ABNORMAL', 'CLOSED']) {
      const change = { out_refund_no: 'R1', refund_status: status, amount: { total: 9, refund: 5 } }
      const envelope = { ...wechatEnvelope(sandbox, change), event_type: `REFUND.${status}` }
      const raw = wechatMessage(sandbox, JSON.stringify(envelope))
      expect(await provider.readNotification(raw)).toMatchObject({
        kind: 'refund',
        fact: { outRefundNo: 'R1', status: 'failed', code: status, amount: money(5n, 'CNY') },
      })
    }
  })
})

describe('F30: a reply of the gateway', () => {
  const ask = async (
    change: object,
    message: Parameters<typeof wechatMessage>[2] & { status?: number } = {},
  ) => {
    const { mchid, appid } = sandbox.simulators.wechat
    const order = {
      mchid,
      appid,
      out_trade_no: 'T20261122000001',
      trade_state: 'SUCCESS',
      amount: { total: 1999, currency: 'CNY' },
      ...change,
    }
    const body = JSON.stringify(order)
    const { headers } = wechatMessage(sandbox, body, message)
    const { status = 200 } = message
    const server = await serve(0, async () => ({
      status,
      headers: Object.fromEntries(headers),
      body,
    }))
    // One question is one call: deductions are asked for where API v3 finds no order.
    const { papay: _, ...plain } = sandbox.simulators.wechat
    const config = { ...plain, products: ['native'] as const, baseUrl: server.url }
    const asked = wechatProvider(config, sandbox.around)
    const fact = await asked.queryCharge('T20261122000001')
    const closed = await asked.closeCharge('T20261122000001')
    await server.close()
    return [fact.status, closed]
  }

  it('is believed only with a fresh signature of a trusted key', async () => {
    expect((await ask({}))[0]).toBe('paid')
    expect((await ask({}, { skewSeconds: -300 }))[0]).toBe('unknown')
    expect((await ask({}, { headers: { 'wechatpay-signature': '' } }))[0]).toBe('unknown')
    expect((await ask({}, { headers: { 'wechatpay-serial': 'PUB_KEY_ID_0' } }))[0]).toBe('unknown')
    const probe = { 'wechatpay-signature': 'WECHATPAY/SIGNTEST/x' }
    expect((await ask({}, { headers: probe }))[0]).toBe('unknown')
  })

  it('F20: is not believed about another order or another merchant', async () => {
    expect((await ask({ out_trade_no: 'T20261122000002' }))[0]).toBe('unknown')
    expect((await ask({ mchid: '1900000000' }))[0]).toBe('unknown')
    expect((await ask({ appid: 'wx0000000000000000' }))[0]).toBe('unknown')
  })

  it('that refuses decides nothing while it is unsigned', async () => {
    const paid = { code: 'ORDERPAID' }
    const gone = { code: 'ORDER_NOT_EXIST' }
    const unsigned = { 'wechatpay-signature': '' }
    expect(await ask(paid, { status: 400 })).toEqual(['unknown', 'paid'])
    expect(await ask(paid, { status: 400, headers: unsigned })).toEqual(['unknown', 'unknown'])
    expect(await ask(gone, { status: 404 })).toEqual(['not_found', 'not_found'])
    expect(await ask(gone, { status: 404, headers: unsigned })).toEqual(['unknown', 'unknown'])
    expect(await ask({ code: 'ORDER_CLOSED' }, { status: 400 })).toEqual(['unknown', 'closed'])
  })
})
