import type { AlipaySdk } from 'alipay-sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { certificatesOf } from '../../simulators/alipay/alipay-signing.ts'
import { sdkFor } from './alipay-sdk.ts'
import { newNumber, openSandbox, rawOf, type Sandbox } from './sandbox.ts'

/** Every other method that the simulator has, driven by the unchanged SDK in both trust modes. */
describe.each(['public_key', 'certificates'] as const)('alipay-sdk, trust by %s', (alipayTrust) => {
  let sandbox: Sandbox
  let sdk: AlipaySdk
  beforeAll(async () => {
    sandbox = await openSandbox({ alipayTrust })
    sdk = sdkFor(sandbox, { certificates: alipayTrust === 'certificates' })
  })
  beforeEach(() => sandbox.control.faults.clear())
  afterAll(async () => {
    vi.useRealTimers()
    await sandbox.close()
  })
  const exec = (method: string, bizContent: Record<string, unknown>) =>
    sdk.exec(method, { bizContent }, { validateSign: true })

  it('wap pay leads to the cashier, with the product of a phone only', async () => {
    const address = (product_code: string, out_trade_no: string) =>
      sdk.pageExecute('alipay.trade.wap.pay', 'GET', {
        return_url: 'http://localhost:3000/back',
        bizContent: { out_trade_no, product_code, total_amount: '1.00', subject: '课程' },
      })
    const outTradeNo = newNumber()
    expect(sandbox.control.open(address('QUICK_WAP_WAY', outTradeNo))).toBe(outTradeNo)
    expect(sandbox.control.open(address('FAST_INSTANT_TRADE_PAY', newNumber()))).toBeNull()
    sandbox.control.pay({ provider: 'alipay', outTradeNo })
    const paid = await exec('alipay.trade.query', { out_trade_no: outTradeNo })
    expect(paid).toMatchObject({ code: '10000', tradeStatus: 'TRADE_SUCCESS' })
  })

  it('precreate: one code a number, no trade before the scan, every refusal', async () => {
    const outTradeNo = newNumber()
    const order = { out_trade_no: outTradeNo, total_amount: '19.99', subject: '课程' }
    const made = await exec('alipay.trade.precreate', order)
    expect(made).toMatchObject({ code: '10000', outTradeNo })
    expect(made.qrCode).toMatch(/^https:\/\/qr\.alipay\.com\//)
    expect(await exec('alipay.trade.precreate', order)).toMatchObject({ qrCode: made.qrCode })
    const other = { ...order, total_amount: '20.00' }
    expect(await exec('alipay.trade.precreate', other)).toMatchObject({
      subCode: 'ACQ.CONTEXT_INCONSISTENT',
    })
    const asked = { out_trade_no: outTradeNo }
    expect(await exec('alipay.trade.query', asked)).toMatchObject({
      subCode: 'ACQ.TRADE_NOT_EXIST',
    })
    expect(await exec('alipay.trade.close', asked)).toMatchObject({
      subCode: 'ACQ.TRADE_NOT_EXIST',
    })
    expect(sandbox.control.open(String(made.qrCode))).toBe(outTradeNo)
    expect(await exec('alipay.trade.query', asked)).toMatchObject({ tradeStatus: 'WAIT_BUYER_PAY' })
    sandbox.control.pay({ provider: 'alipay', outTradeNo })
    for (const [change, subCode] of [
      [{}, 'ACQ.TRADE_HAS_SUCCESS'],
      [{ total_amount: '10000000000.00' }, 'ACQ.TOTAL_FEE_EXCEED'],
      [{ total_amount: '1' }, 'ACQ.INVALID_PARAMETER'],
      [
        { out_trade_no: newNumber(), time_expire: '2020-01-01 00:00:00' },
        'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR',
      ],
    ] as const) {
      const refused = await exec('alipay.trade.precreate', { ...order, ...change })
      expect(refused).toMatchObject({ code: '40004', subCode })
    }
  })

  it('a bill has an address for 30 seconds, from nine o’clock of the next day', async () => {
    const ask = (bill_type: string, bill_date: string) =>
      exec('alipay.data.dataservice.bill.downloadurl.query', { bill_type, bill_date })
    const day = new Date(sandbox.control.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    expect(await ask('trade', day)).toMatchObject({ subCode: 'BILL_NOT_EXIST' })
    expect(await ask('nothing', day)).toMatchObject({ subCode: 'TYPE_NOT_SUPPORTED' })
    expect(await ask('trade', '2026')).toMatchObject({ subCode: 'INVAILID_ARGUMENTS' })
    expect(await ask('trade', '2026-01-01')).toMatchObject({ subCode: 'NO_BILL_DATA' })
    await sandbox.control.advance(48 * 3_600_000)
    for (const kind of ['trade', 'signcustomer']) {
      const { code, billDownloadUrl } = await ask(kind, day)
      expect(code).toBe('10000')
      const file = await fetch(String(billDownloadUrl))
      expect(
        Buffer.from(await file.arrayBuffer())
          .subarray(0, 2)
          .toString(),
      ).toBe('PK')
      await sandbox.control.advance(30_000)
      expect((await fetch(String(billDownloadUrl))).status).toBe(403)
    }
  })

  it('a certificate is handed out by its number', async () => {
    const [leaf] = certificatesOf(sandbox.simulators.keys).leaves
    const ask = (alipay_cert_sn: string) =>
      exec('alipay.open.app.alipaycert.download', { alipay_cert_sn })
    const { alipayCertContent } = await ask(leaf?.sn ?? '')
    const file = Buffer.from(String(alipayCertContent), 'base64').toString()
    expect(file).toContain(leaf?.pem)
    expect(await ask('0'.repeat(32))).toMatchObject({ code: '40004' })
  })

  it('an agreement: signed on a page, asked for, charged, moved, ended', async () => {
    const agreementNo = newNumber()
    const today = new Date(sandbox.control.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const named = {
      personal_product_code: 'CYCLE_PAY_AUTH_P',
      sign_scene: 'INDUSTRY|DIGITAL_MEDIA',
      external_agreement_no: agreementNo,
    }
    const page = sdk.pageExecute('alipay.user.agreement.page.sign', 'GET', {
      notify_url: sandbox.merchant.url,
      return_url: 'http://localhost:3000/back',
      bizContent: {
        ...named,
        product_code: 'CYCLE_PAY_AUTH',
        access_params: { channel: 'QRCODE' },
        period_rule_params: {
          period_type: 'DAY',
          period: '30',
          execute_time: today,
          single_amount: '20.00',
        },
      },
    })
    const ask = () => exec('alipay.user.agreement.query', named)
    expect(await ask()).toMatchObject({ subCode: 'USER_AGREEMENT_NOT_EXIST' })
    const shown = await fetch(page)
    expect(await shown.text()).toContain('data-testid="alipay-sign"')
    expect(await ask()).toMatchObject({ code: '10000', status: 'TEMP' })
    const body = new URLSearchParams({ action: 'sign' })
    const signed = await fetch(shown.url, { method: 'POST', body, redirect: 'manual' })
    expect(signed.headers.get('location')).toBe('http://localhost:3000/back')
    const active = await ask()
    expect(active).toMatchObject({ status: 'NORMAL', nextDeductTime: today })
    const pay = (change: object = {}) =>
      exec('alipay.trade.pay', {
        out_trade_no: agreementNo,
        total_amount: '19.99',
        subject: '会员',
        product_code: 'CYCLE_PAY_AUTH',
        agreement_params: { agreement_no: active.agreementNo },
        ...change,
      })
    expect(await pay({ total_amount: '20.01' })).toMatchObject({
      subCode: 'ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED',
    })
    expect(await pay()).toMatchObject({ code: '10000', totalAmount: '19.99' })
    expect(await pay()).toMatchObject({ subCode: 'ACQ.TRADE_HAS_SUCCESS' })
    expect(await pay({ out_trade_no: newNumber() })).toMatchObject({
      subCode: 'ACQ.CYCLE_PAY_DATE_NOT_MATCH',
    })
    const move = (deduct_time: string) =>
      exec('alipay.user.agreement.executionplan.modify', {
        agreement_no: active.agreementNo,
        deduct_time,
      })
    expect(await move('2020-01-01')).toMatchObject({ subCode: 'ILLEGAL_EXECUTION_TIME' })
    expect(await move(today)).toMatchObject({ code: '10000', deductTime: today })
    expect(await pay({ out_trade_no: newNumber() })).toMatchObject({ code: '10000' })
    expect(await exec('alipay.user.agreement.unsign', named)).toMatchObject({ code: '10000' })
    expect(await ask()).toMatchObject({ subCode: 'USER_AGREEMENT_NOT_EXIST' })
    expect(await pay({ out_trade_no: newNumber() })).toMatchObject({
      subCode: 'ACQ.AGREEMENT_NOT_EXIST',
    })
  })

  it('proves the notices of agreements that the simulator sends', async () => {
    const { agreementNo } = sandbox.control.agreements().at(-1) ?? { agreementNo: '' }
    const raw = rawOf(sandbox.control.notification({ provider: 'alipay', outTradeNo: agreementNo }))
    const form = Object.fromEntries(new URLSearchParams(Buffer.from(raw.body).toString()))
    const { alipay_cert_sn: named, ...fields } = form
    expect(named === undefined).toBe(alipayTrust === 'public_key')
    expect(fields.notify_type).toBe('dut_user_sign')
    expect(sdk.checkNotifySignV2(fields)).toBe(true)
    expect(sdk.checkNotifySignV2({ ...fields, status: 'STOP' })).toBe(false)
  })
})
