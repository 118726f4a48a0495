import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import { money } from '#kernel/money.ts'
import { selfSignedCertificate } from '../../simulators/wechat/certificate.ts'
import { newNumber, openSandbox, rawOf, type Sandbox } from './sandbox.ts'

type Reply = { status: number; data: Record<string, unknown> }
type Client = ReturnType<typeof clientFor>

/** The community SDK, unchanged, pointed at the simulator with the gateway's public key. */
let sandbox: Sandbox
let client: Client
beforeAll(async () => {
  sandbox = await openSandbox()
  vi.useFakeTimers({ toFake: ['Date'], now: sandbox.time.now })
  client = clientFor(sandbox.simulators.wechat.merchantPrivateKeyPem)
})
beforeEach(() => sandbox.control.faults.clear())
afterAll(async () => {
  vi.useRealTimers()
  await sandbox.close()
})

function clientFor(privateKey: string, platform?: Record<string, string>) {
  const { mchid, merchantSerial: serial, trust, baseUrl } = sandbox.simulators.wechat
  const pinned = Object.fromEntries(trust.map(({ id, publicKeyPem }) => [id, publicKeyPem]))
  const certs = platform ?? pinned
  const config = { mchid, serial, privateKey, certs, baseURL: `${baseUrl}/` }
  const wechatpay = new Wechatpay(config) as unknown as {
    chain: (path: string) => {
      get: (options?: object) => Promise<Reply>
      post: (body: object) => Promise<Reply>
    }
  }
  const settle = (call: Promise<Reply>): Promise<Reply> =>
    call.catch((error: { response?: Reply }) => {
      if (!error.response || error.response.status < 400) throw error
      return error.response
    })
  return {
    get: (path: string, params: object = {}) => settle(wechatpay.chain(path).get({ params })),
    post: (path: string, body: object) => settle(wechatpay.chain(path).post(body)),
  }
}

const byNumber = (outTradeNo: string) => `v3/pay/transactions/out-trade-no/${outTradeNo}`
const refunds = 'v3/refund/domestic/refunds'

function terms(outTradeNo: string, change: object = {}) {
  const { mchid, appid } = sandbox.simulators.wechat
  return {
    mchid,
    appid,
    description: '问渠课程 "引号" \\ 😀',
    out_trade_no: outTradeNo,
    notify_url: sandbox.merchant.url,
    amount: { total: 1999, currency: 'CNY' },
    ...change,
  }
}

async function paidOrder(): Promise<string> {
  const outTradeNo = newNumber()
  await client.post('v3/pay/transactions/native', terms(outTradeNo))
  sandbox.control.pay({ provider: 'wechat', outTradeNo })
  return outTradeNo
}

describe('The unchanged wechatpay-axios-plugin drives the simulator', () => {
  it('native: a code, the same code again, and other terms refused', async () => {
    const outTradeNo = newNumber()
    const native = (change = {}) =>
      client.post('v3/pay/transactions/native', terms(outTradeNo, change))
    const first = await native()
    expect(first.data.code_url).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=\w+$/)
    expect((await native()).data).toEqual(first.data)
    const other = await native({ amount: { total: 2000, currency: 'CNY' } })
    expect(other).toMatchObject({ status: 403, data: { code: 'OUT_TRADE_NO_USED' } })
  })

  it.each([
    ['mchid', { mchid: '1900000000' }, 'MCH_NOT_EXISTS'],
    ['appid', { appid: 'wx0000000000000000' }, 'APPID_MCHID_NOT_MATCH'],
    ['a float amount', { amount: { total: 19.99 } }, 'PARAM_ERROR'],
    ['a string amount', { amount: { total: '1999' } }, 'PARAM_ERROR'],
    ['nothing to pay', { amount: { total: 0 } }, 'PARAM_ERROR'],
    ['a foreign currency', { amount: { total: 1, currency: 'USD' } }, 'PARAM_ERROR'],
    ['a query in notify_url', { notify_url: 'https://example.com/n?a=1' }, 'PARAM_ERROR'],
    ['plain http elsewhere', { notify_url: 'http://example.com/n' }, 'PARAM_ERROR'],
    ['a short number', { out_trade_no: 'abc' }, 'PARAM_ERROR'],
    ['a long description', { description: '长'.repeat(128) }, 'PARAM_ERROR'],
    ['a time without offset', { time_expire: '2026-11-23T10:00:00' }, 'PARAM_ERROR'],
    ['a past deadline', { time_expire: '2026-11-21T10:00:00+08:00' }, 'PARAM_ERROR'],
  ])('native refuses %s', async (_, change, code) => {
    const reply = await client.post('v3/pay/transactions/native', terms(newNumber(), change))
    expect(reply).toMatchObject({ status: 400, data: { code } })
  })

  it('query: by our number always, by theirs once paid', async () => {
    const { mchid } = sandbox.simulators.wechat
    const outTradeNo = newNumber()
    expect(await client.get(byNumber(outTradeNo), { mchid })).toMatchObject({
      status: 404,
      data: { code: 'ORDER_NOT_EXIST' },
    })
    await client.post('v3/pay/transactions/native', terms(outTradeNo))
    const open = await client.get(byNumber(outTradeNo), { mchid })
    expect(open.data).toMatchObject({ trade_state: 'NOTPAY', out_trade_no: outTradeNo })
    sandbox.control.pay({ provider: 'wechat', outTradeNo })
    const paid = await client.get(byNumber(outTradeNo), { mchid })
    expect(paid.data).toMatchObject({ trade_state: 'SUCCESS', amount: { total: 1999 } })
    const byId = `v3/pay/transactions/id/${paid.data.transaction_id}`
    expect((await client.get(byId, { mchid })).data).toEqual(paid.data)
    expect(await sandbox.providers.wechat.queryCharge(outTradeNo)).toMatchObject({
      status: 'paid',
      tradeNo: paid.data.transaction_id,
      amount: money(1999n, 'CNY'),
    })
  })

  it('close: 204 with a signed empty body, then ORDER_CLOSED, or ORDERPAID', async () => {
    const { mchid } = sandbox.simulators.wechat
    const outTradeNo = newNumber()
    await client.post('v3/pay/transactions/native', terms(outTradeNo))
    const close = (number: string) => client.post(`${byNumber(number)}/close`, { mchid })
    expect((await close(outTradeNo)).status).toBe(204)
    expect(await close(outTradeNo)).toMatchObject({ status: 400, data: { code: 'ORDER_CLOSED' } })
    expect(await close(await paidOrder())).toMatchObject({ data: { code: 'ORDERPAID' } })
    expect(await close(newNumber())).toMatchObject({ status: 404 })
  })

  it('refund: accepted as PROCESSING, SUCCESS later, once per number', async () => {
    const outTradeNo = await paidOrder()
    const outRefundNo = newNumber()
    const refund = (amount: number, total = 1999) =>
      client.post(refunds, {
        out_trade_no: outTradeNo,
        out_refund_no: outRefundNo,
        notify_url: sandbox.merchant.url,
        amount: { refund: amount, total, currency: 'CNY' },
      })
    expect((await refund(500)).data).toMatchObject({ status: 'PROCESSING' })
    await sandbox.control.advance(3_000)
    const done = await client.get(`${refunds}/${outRefundNo}`)
    expect(done.data).toMatchObject({ status: 'SUCCESS', amount: { refund: 500, total: 1999 } })
    expect((await refund(500)).data).toEqual(done.data)
    expect(await refund(501)).toMatchObject({ status: 400, data: { code: 'INVALID_REQUEST' } })
    const missing = await client.get(`${refunds}/${newNumber()}`)
    expect(missing).toMatchObject({ status: 404, data: { code: 'RESOURCE_NOT_EXISTS' } })
    const { mchid } = sandbox.simulators.wechat
    const order = await client.get(byNumber(outTradeNo), { mchid })
    expect(order.data.trade_state).toBe('REFUND')
  })

  it('F54: refuses too soon, too often, too late and too much', async () => {
    const outTradeNo = await paidOrder()
    const refund = (amount: number) =>
      client.post(refunds, {
        out_trade_no: outTradeNo,
        out_refund_no: newNumber(),
        amount: { refund: amount, total: 1999, currency: 'CNY' },
      })
    await refund(1)
    expect(await refund(1)).toMatchObject({ status: 429, data: { code: 'FREQUENCY_LIMITED' } })
    expect(await refund(1999)).toMatchObject({ data: { code: 'INVALID_REQUEST' } })
    for (let count = 1; count < 50; count += 1) {
      await sandbox.control.advance(60_000)
      expect((await refund(1)).status).toBe(200)
    }
    await sandbox.control.advance(60_000)
    expect(await refund(1)).toMatchObject({ data: { code: 'INVALID_REQUEST' } })
    const late = await paidOrder()
    await sandbox.control.advance(366 * 86_400_000)
    const amount = { refund: 1, total: 1999, currency: 'CNY' }
    const body = { out_trade_no: late, out_refund_no: newNumber(), amount }
    expect(await client.post(refunds, body)).toMatchObject({ data: { code: 'INVALID_REQUEST' } })
  })

  it('a request signed with a strange key is 401 SIGN_ERROR', async () => {
    const strange = clientFor(sandbox.simulators.keys.attackerPrivateKeyPem)
    const { mchid } = sandbox.simulators.wechat
    expect(await strange.get(byNumber(newNumber()), { mchid })).toMatchObject({
      status: 401,
      data: { code: 'SIGN_ERROR' },
    })
  })

  it.each(['unsigned', 'wrongKey'] as const)('refuses a reply that came %s', async (kind) => {
    const outTradeNo = await paidOrder()
    sandbox.control.faults.set('wechat', { reply: { kind, times: 1 } })
    const { mchid } = sandbox.simulators.wechat
    await expect(client.get(byNumber(outTradeNo), { mchid })).rejects.toMatchObject({
      code: expect.stringMatching(/^EV3_RES_/),
    })
  })
})

describe('Notifications, certificates and the SDK agree', () => {
  it('the SDK proves and opens what the simulator sends', async () => {
    const outTradeNo = await paidOrder()
    const raw = rawOf(sandbox.control.notification({ provider: 'wechat', outTradeNo }))
    const text = Buffer.from(raw.body).toString()
    const header = (name: string) => raw.headers.get(`wechatpay-${name}`) ?? ''
    const [{ id, publicKeyPem } = { id: '', publicKeyPem: '' }] = sandbox.simulators.wechat.trust
    expect(header('serial')).toBe(id)
    const content = Formatter.response(header('timestamp'), header('nonce'), text)
    expect(Rsa.verify(content, header('signature'), Rsa.from(publicKeyPem, 'public'))).toBe(true)
    const { resource } = JSON.parse(text)
    const { ciphertext, nonce, associated_data: aad } = resource
    const key = sandbox.simulators.wechat.apiV3Key
    const opened = JSON.parse(Aes.AesGcm.decrypt(ciphertext, key, nonce, aad))
    expect(opened).toMatchObject({ out_trade_no: outTradeNo, trade_state: 'SUCCESS' })
    expect(await sandbox.providers.wechat.readNotification(raw)).toMatchObject({ kind: 'charge' })
  })

  it('the SDK opens the platform certificates, which are real X.509', async () => {
    expect(await client.get('v3/certificates')).toMatchObject({ status: 404 })
    sandbox.control.rotateKeys({ mode: 'certificates', next: true })
    const { platformPrivateKeyPems } = sandbox.simulators.keys.wechat
    const own = platformPrivateKeyPems.map(selfSignedCertificate)
    const trusting = clientFor(
      sandbox.simulators.wechat.merchantPrivateKeyPem,
      Object.fromEntries(own.map(({ serial, pem }) => [serial, pem])),
    )
    const { data } = (await trusting.get('v3/certificates')).data as { data: CertificateEntry[] }
    expect(data.map(({ serial_no }) => serial_no)).toEqual(own.map(({ serial }) => serial))
    for (const { serial_no: serial, encrypt_certificate: box } of data) {
      const key = sandbox.simulators.wechat.apiV3Key
      const pem = Aes.AesGcm.decrypt(box.ciphertext, key, box.nonce, box.associated_data)
      const certificate = new X509Certificate(pem)
      expect(certificate.serialNumber).toBe(serial)
      expect(certificate.verify(certificate.publicKey)).toBe(true)
    }
    sandbox.control.rotateKeys({ mode: 'public_key' })
  })
})

type CertificateEntry = {
  serial_no: string
  encrypt_certificate: { ciphertext: string; nonce: string; associated_data: string }
}
