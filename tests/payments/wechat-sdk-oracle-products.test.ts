import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Formatter, Hash, Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import { money } from '#kernel/money.ts'
import { readXml } from '#payments/wechat/papay/xml.ts'
import { collect } from './collect.ts'
import { newNumber, openCharge, openSandbox, rawOf, type Sandbox } from './sandbox.ts'

type Reply = { status: number; data: Record<string, string> }
type Options = Record<string, unknown>

/** The community SDK, unchanged, on everything that is not a code to scan. */
let sandbox: Sandbox
let chain: (path: string) => {
  get: (options?: Options) => Promise<Reply>
  post: (body: object, options?: Options) => Promise<Reply>
}
beforeAll(async () => {
  sandbox = await openSandbox()
  vi.useFakeTimers({ toFake: ['Date'], now: sandbox.time.now })
  const { wechat } = sandbox.simulators
  const certs = Object.fromEntries(wechat.trust.map(({ id, publicKeyPem }) => [id, publicKeyPem]))
  const client = new Wechatpay({
    mchid: wechat.mchid,
    serial: wechat.merchantSerial,
    privateKey: wechat.merchantPrivateKeyPem,
    certs,
    secret: wechat.papay.apiV2Key,
    baseURL: `${wechat.baseUrl}/`,
  } as ConstructorParameters<typeof Wechatpay>[0]) as unknown as { chain: typeof chain }
  chain = (path) => client.chain(path)
})
beforeEach(() => {
  sandbox.control.faults.clear()
  passTo('2026-11-22T08:00:00Z')
})
afterAll(async () => {
  vi.useRealTimers()
  await sandbox.close()
})

function passTo(moment: string) {
  sandbox.time.now = new Date(moment)
  vi.setSystemTime(sandbox.time.now)
}

const openid = 'oSandbox00000000000000000001'
const own = () => {
  const { mchid, appid } = sandbox.simulators.wechat
  return { mchid, appid }
}
const ownV2 = () => ({ appid: own().appid, mch_id: own().mchid })

function terms(change: object) {
  return {
    ...own(),
    description: '问渠课程',
    out_trade_no: newNumber(),
    notify_url: sandbox.merchant.url,
    amount: { total: 1999, currency: 'CNY' },
    ...change,
  }
}

/** Business refusals come as exceptions that carry the reply. */
async function refusal(call: Promise<Reply>): Promise<Record<string, string>> {
  const error = await call.then(
    () => null,
    (thrown: { response?: Reply }) => thrown,
  )
  return error?.response?.data ?? {}
}

describe('The unchanged wechatpay-axios-plugin pays inside WeChat and from a browser', () => {
  it('jsapi: a prepay_id; our parameters are signed as its primitives sign them', async () => {
    const reply = await chain('v3/pay/transactions/jsapi').post(terms({ payer: { openid } }))
    expect(reply.data.prepay_id).toMatch(/^wx\w{16}$/)
    const action = await sandbox.providers.wechat.createCharge({
      outTradeNo: newNumber(),
      amount: money(1n, 'CNY'),
      channel: 'jsapi',
      payer: { openid },
      subject: '课程',
      expiresAt: new Date('2026-11-22T09:00:00Z'),
      notifyUrl: sandbox.merchant.url,
      returnUrl: '',
    })
    if (action.kind !== 'jsapi') throw new Error('no call')
    const { appId, timeStamp, nonceStr, package: parcel, paySign } = action.parameters
    const text = Formatter.joinedByLineFeed(
      appId ?? '',
      timeStamp ?? '',
      nonceStr ?? '',
      parcel ?? '',
    )
    const key = Rsa.from(sandbox.simulators.wechat.merchantPrivateKeyPem, 'private')
    expect(paySign).toBe(Rsa.sign(text, key))
  })

  it('h5: an address; without a scene there is none', async () => {
    const scene = { payer_client_ip: '203.0.113.7', h5_info: { type: 'Wap' } }
    const reply = await chain('v3/pay/transactions/h5').post(terms({ scene_info: scene }))
    expect(reply.data.h5_url).toMatch(/\/wechat\/h5\?prepay_id=wx\w+&package=\w+$/)
    for (const change of [{}, { scene_info: { ...scene, payer_client_ip: 'home' } }]) {
      const refused = chain('v3/pay/transactions/h5').post(terms(change))
      expect(await refusal(refused)).toMatchObject({ code: 'PARAM_ERROR' })
    }
    const stranger = chain('v3/pay/transactions/jsapi').post(terms({ payer: { openid: 'o1' } }))
    expect(await refusal(stranger)).toMatchObject({ code: 'PARAM_ERROR' })
  })
})

describe('The unchanged wechatpay-axios-plugin downloads bills', () => {
  it('whose rows and totals are those that we read', async () => {
    const charge = await openCharge(sandbox, 'wechat', { subject: 'a,b "c"' })
    sandbox.control.pay(charge)
    passTo('2026-11-23T02:00:00Z')
    const params = { bill_date: '2026-11-22', bill_type: 'ALL', tar_type: 'GZIP' }
    const { data } = await chain('v3/bill/tradebill').get({ params })
    const token = new URL(data.download_url ?? '').searchParams.get('token')
    const options = { params: { token }, responseType: 'arraybuffer' }
    const file = await chain('v3/billdownload/file').get(options)
    const table = gunzipSync(file.data as unknown as Buffer)
    expect(Hash.sha1(table)).toBe(data.hash_value)
    const { rows, summary } = Formatter.castCsvBill(table) as Record<string, unknown>
    const ours = await sandbox.providers.wechat.fetchBill?.('2026-11-22', 'trade')
    if (ours?.kind !== 'bill') throw new Error('no bill')
    const lines = await collect(ours.lines)
    const told = (rows as Record<string, string>[]).map((row) => [row.商户订单号, row.手续费])
    expect(told).toEqual([[charge.outTradeNo, '0.11994']])
    expect(lines).toMatchObject([{ outTradeNo: charge.outTradeNo, feeE5: 11_994n }])
    expect(summary).toMatchObject({ 总交易单数: '1', 订单总金额: '19.99' })
    const funds = { bill_date: '2026-11-22', account_type: 'BASIC' }
    const flow = await chain('v3/bill/fundflowbill').get({ params: funds })
    expect(flow.data).toMatchObject({ hash_type: 'SHA1' })
    const none = chain('v3/bill/tradebill').get({ params: { ...params, bill_date: '2026-11-01' } })
    expect(await refusal(none)).toMatchObject({ code: 'NO_STATEMENT_EXIST' })
    const early = chain('v3/bill/tradebill').get({ params: { ...params, bill_date: '2026-11-23' } })
    expect(await refusal(early)).toMatchObject({ code: 'STATEMENT_CREATING' })
  })
})

describe.each(['MD5', 'HMAC-SHA256'] as const)(
  'The unchanged wechatpay-axios-plugin speaks API v2, signed by %s',
  (signType) => {
    const named = () => (signType === 'MD5' ? {} : { sign_type: signType })
    const plan = () => ({ plan_id: sandbox.simulators.wechat.papay.planId, version: '1.0' })
    const nonceless = { nonceless: true }

    async function signed(): Promise<{ code: string; id: string }> {
      const code = newNumber()
      const params = {
        ...ownV2(),
        ...plan(),
        ...named(),
        contract_code: code,
        request_serial: '1000',
        contract_display_account: '问渠会员',
        notify_url: sandbox.merchant.url,
        timestamp: String(Formatter.timestamp()),
        clientip: '203.0.113.7',
      }
      const { data } = await chain('v2/papay/h5entrustweb').get({ params, ...nonceless })
      expect(sandbox.control.open(data.redirect_url ?? '')).toBe(code)
      sandbox.control.signContract({ agreementNo: code })
      return { code, id: (await query(code)).data.contract_id ?? '' }
    }
    const query = (code: string) =>
      chain('v2/papay/querycontract').post(
        { ...ownV2(), ...plan(), ...named(), contract_code: code },
        nonceless,
      )
    const apply = (id: string, outTradeNo: string, change: object = {}) =>
      chain('v2/pay/pappayapply').post({
        ...ownV2(),
        ...named(),
        body: '问渠会员 <&>',
        out_trade_no: outTradeNo,
        total_fee: '1999',
        spbill_create_ip: '8.8.8.8',
        notify_url: sandbox.merchant.url,
        trade_type: 'PAP',
        contract_id: id,
        ...change,
      })
    const ask = (outTradeNo: string) =>
      chain('v2/pay/paporderquery').post({ ...ownV2(), ...named(), out_trade_no: outTradeNo })

    it('signs, queries, charges, asks and ends', async () => {
      const { code, id } = await signed()
      expect((await query(code)).data).toMatchObject({ contract_state: '0', contract_id: id })
      const outTradeNo = newNumber()
      expect((await apply(id, outTradeNo)).data).toMatchObject({ result_code: 'SUCCESS' })
      expect((await ask(outTradeNo)).data).toMatchObject({ trade_state: 'ACCEPT' })
      passTo('2026-11-22T08:00:03Z')
      await sandbox.control.deliver()
      expect((await ask(outTradeNo)).data).toMatchObject({
        trade_state: 'SUCCESS',
        total_fee: '1999',
        time_end: '20261122160003',
      })
      expect(await refusal(apply(id, outTradeNo))).toMatchObject({ err_code: 'ORDERPAID' })
      const twice = apply(id, outTradeNo, { total_fee: '1' })
      expect(await refusal(twice)).toMatchObject({ err_code: 'OUT_TRADE_NO_USED' })
      expect(await refusal(ask(newNumber()))).toMatchObject({ err_code: 'ORDERNOTEXIST' })
      const end = () =>
        chain('v2/papay/deletecontract').post(
          {
            ...ownV2(),
            ...plan(),
            ...named(),
            contract_code: code,
            contract_termination_remark: 'x',
          },
          nonceless,
        )
      expect((await end()).data).toMatchObject({ contract_code: code })
      expect(await refusal(end())).toMatchObject({ err_code: 'CONTRACT_NOT_EXIST' })
    })

    it('announces by API v3, and its charge counts the days from there', async () => {
      const { id } = await signed()
      passTo('2026-11-23T02:00:00Z')
      const notify = (amount: number) =>
        chain(`v3/papay/contracts/${id}/notify`).post({
          ...own(),
          estimated_amount: { amount, currency: 'CNY' },
        })
      expect((await notify(2000)).status).toBe(204)
      expect(await refusal(apply(id, newNumber()))).toMatchObject({ err_code: 'RULE_LIMIT' })
      passTo('2026-11-25T02:00:00Z')
      expect((await apply(id, newNumber())).data).toMatchObject({ result_code: 'SUCCESS' })
      passTo('2026-11-25T15:00:00Z')
      const night = (await signed()).id
      const late = chain(`v3/papay/contracts/${night}/notify`).post({
        ...own(),
        estimated_amount: { amount: 1, currency: 'CNY' },
      })
      expect(await refusal(late)).toMatchObject({ code: 'INVALID_REQUEST' })
    })

    it('proves a notification by its primitives, as we do', async () => {
      const { code } = await signed()
      const raw = rawOf(sandbox.control.notification({ provider: 'wechat', outTradeNo: code }))
      const fields = Object.fromEntries(readXml(Buffer.from(raw.body).toString()) ?? [])
      const { sign, ...rest } = fields
      expect(Hash.sign(signType, rest, sandbox.simulators.wechat.papay.apiV2Key)).toBe(sign)
    })

    it('is refused with another key, an altered field or no nonce', async () => {
      const { id } = await signed()
      const apart = newNumber()
      expect(await refusal(apply(id, apart, { mch_id: own().mchid, appid: 'wx0' }))).toMatchObject({
        return_code: 'FAIL',
      })
      expect(await refusal(apply('nonsense', apart))).toMatchObject({
        err_code: 'CONTRACT_NOT_EXIST',
      })
      for (const change of [{ total_fee: '0' }, { total_fee: '1.5' }, { trade_type: 'JSAPI' }]) {
        expect(await refusal(apply(id, newNumber(), change))).toMatchObject({
          err_code: 'PARAM_ERROR',
        })
      }
    })
  },
)
