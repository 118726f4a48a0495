import { AlipaySdk } from 'alipay-sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { money } from '#kernel/money.ts'
import { sdkFor } from './alipay-sdk.ts'
import { newNumber, openSandbox, rawOf, type Sandbox } from './sandbox.ts'

/** The official SDK, unchanged, pointed at the simulator, checking every signature. */
let sandbox: Sandbox
let sdk: AlipaySdk
beforeAll(async () => {
  sandbox = await openSandbox()
  sdk = sdkFor(sandbox)
})
beforeEach(() => sandbox.control.faults.clear())
afterAll(async () => {
  vi.useRealTimers()
  await sandbox.close()
})

const exec = (method: string, bizContent: Record<string, string>) =>
  sdk.exec(method, { bizContent }, { validateSign: true })

async function openBySdk(outTradeNo: string, totalAmount = '19.99') {
  const url = sdk.pageExecute('alipay.trade.page.pay', 'GET', {
    notify_url: sandbox.merchant.url,
    return_url: 'http://localhost:3000/back',
    bizContent: {
      out_trade_no: outTradeNo,
      product_code: 'FAST_INSTANT_TRADE_PAY',
      total_amount: totalAmount,
      subject: '问渠 100% &lt; 课程 😀'.replace('&', '＆'),
    },
  })
  const redirect = await fetch(url, { redirect: 'manual' })
  return new URL(redirect.headers.get('location') ?? '', sandbox.simulators.url).toString()
}

async function payBySdk(outTradeNo: string): Promise<Response> {
  const cashier = await openBySdk(outTradeNo)
  await fetch(cashier)
  const body = new URLSearchParams({ action: 'pay' })
  return fetch(cashier, { method: 'POST', body, redirect: 'manual' })
}

describe('The unchanged alipay-sdk drives the simulator', () => {
  it('page pay: the trade exists only once the payer has opened the cashier', async () => {
    const outTradeNo = newNumber()
    const cashier = await openBySdk(outTradeNo)
    const before = await exec('alipay.trade.query', { out_trade_no: outTradeNo })
    expect(before).toMatchObject({ code: '40004', subCode: 'ACQ.TRADE_NOT_EXIST' })
    expect(before).toMatchObject({ outTradeNo, receiptAmount: '0.00' })
    await fetch(cashier)
    const after = await exec('alipay.trade.query', { out_trade_no: outTradeNo })
    expect(after).toMatchObject({ code: '10000', tradeStatus: 'WAIT_BUYER_PAY' })
  })

  it('query: paid, by either number, with what our adapter reads', async () => {
    const outTradeNo = newNumber()
    const back = await payBySdk(outTradeNo)
    expect(back.status).toBe(303)
    const paid = await exec('alipay.trade.query', { out_trade_no: outTradeNo })
    expect(paid).toMatchObject({
      code: '10000',
      tradeStatus: 'TRADE_SUCCESS',
      totalAmount: '19.99',
      traceId: expect.any(String),
    })
    const byTradeNo = await exec('alipay.trade.query', { trade_no: paid.tradeNo })
    expect(byTradeNo.outTradeNo).toBe(outTradeNo)
    const fact = await sandbox.providers.alipay.queryCharge(outTradeNo)
    expect(fact).toMatchObject({
      status: 'paid',
      tradeNo: paid.tradeNo,
      amount: money(1999n, 'CNY'),
    })
  })

  it('close: TRADE_NOT_EXIST before the scan, then once, then TRADE_STATUS_ERROR', async () => {
    const outTradeNo = newNumber()
    const cashier = await openBySdk(outTradeNo)
    const biz = { out_trade_no: outTradeNo }
    expect(await exec('alipay.trade.close', biz)).toMatchObject({
      subCode: 'ACQ.TRADE_NOT_EXIST',
    })
    await fetch(cashier)
    expect(await exec('alipay.trade.close', biz)).toMatchObject({ code: '10000', outTradeNo })
    expect(await exec('alipay.trade.close', biz)).toMatchObject({
      subCode: 'ACQ.TRADE_STATUS_ERROR',
    })
    expect((await fetch(cashier)).status).toBe(400)
  })

  it('refund: Y then N, cumulative refund_fee, and every refusal by its own code', async () => {
    const outTradeNo = newNumber()
    await payBySdk(outTradeNo)
    const refund = (refund_amount: string, out_request_no: string) =>
      exec('alipay.trade.refund', { out_trade_no: outTradeNo, refund_amount, out_request_no })
    expect(await refund('5.00', 'R1')).toMatchObject({ fundChange: 'Y', refundFee: '5.00' })
    expect(await refund('5.00', 'R1')).toMatchObject({ fundChange: 'N', refundFee: '5.00' })
    expect(await refund('6.00', 'R1')).toMatchObject({ subCode: 'ACQ.DISCORDANT_REPEAT_REQUEST' })
    expect(await refund('4.99', 'R2')).toMatchObject({ fundChange: 'Y', refundFee: '9.99' })
    expect(await refund('10.01', 'R3')).toMatchObject({
      subCode: 'ACQ.REASON_TRADE_REFUND_FEE_ERR',
    })
    expect(await refund('1.00', '')).toMatchObject({ subCode: 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL' })
    expect(await refund('1', 'R3')).toMatchObject({ subCode: 'ACQ.INVALID_PARAMETER' })
    expect(await refund('10.00', 'R3')).toMatchObject({ fundChange: 'Y', refundFee: '19.99' })
    expect(await refund('0.01', 'R4')).toMatchObject({ subCode: 'ACQ.TRADE_HAS_CLOSE' })
    const closed = await exec('alipay.trade.query', { out_trade_no: outTradeNo })
    expect(closed).toMatchObject({ tradeStatus: 'TRADE_CLOSED' })
    const fact = await sandbox.providers.alipay.queryCharge(outTradeNo)
    expect(fact).toMatchObject({ status: 'paid', refunded: money(1999n, 'CNY') })
  })

  it('refund after the window: TRADE_HAS_FINISHED', async () => {
    const outTradeNo = newNumber()
    await payBySdk(outTradeNo)
    expect(sandbox.control.finish({ outTradeNo })).toBe(true)
    const biz = { out_trade_no: outTradeNo, refund_amount: '1.00', out_request_no: 'R1' }
    expect(await exec('alipay.trade.refund', biz)).toMatchObject({
      subCode: 'ACQ.TRADE_HAS_FINISHED',
    })
  })

  it('refund query: REFUND_SUCCESS, or 10000 without a status for an unknown number', async () => {
    const outTradeNo = newNumber()
    await payBySdk(outTradeNo)
    const biz = { out_trade_no: outTradeNo, refund_amount: '5.00', out_request_no: 'R1' }
    await exec('alipay.trade.refund', biz)
    const ask = (out_request_no: string) =>
      exec('alipay.trade.fastpay.refund.query', { out_trade_no: outTradeNo, out_request_no })
    expect(await ask('R1')).toMatchObject({ refundStatus: 'REFUND_SUCCESS', refundAmount: '5.00' })
    const unknown = await ask('R2')
    expect(unknown.code).toBe('10000')
    expect(unknown.refundStatus).toBeUndefined()
  })

  it('a request signed with a strange key is refused with a signed echo', async () => {
    const { attackerPrivateKeyPem, alipay } = sandbox.simulators.keys
    const { appId, gatewayUrl, alipayPublicKeyPem } = sandbox.simulators.alipay
    const strange = new AlipaySdk({
      appId,
      gateway: gatewayUrl,
      privateKey: attackerPrivateKeyPem,
      alipayPublicKey: alipayPublicKeyPem,
      keyType: 'PKCS8',
    })
    const options = { validateSign: true }
    const biz = { bizContent: { out_trade_no: newNumber() } }
    expect(await strange.exec('alipay.trade.query', biz, options)).toMatchObject({
      code: '40002',
      subCode: 'isv.invalid-signature',
      subMsg: expect.stringContaining(`app_id=${alipay.appId}`),
    })
  })
})

describe('Our notifications and the SDK agree', () => {
  it('the SDK proves what the simulator sends, as our adapter does', async () => {
    const outTradeNo = newNumber()
    await payBySdk(outTradeNo)
    const order = { provider: 'alipay', outTradeNo } as const
    const raw = rawOf(sandbox.control.notification(order))
    const fields = Object.fromEntries(new URLSearchParams(Buffer.from(raw.body).toString()))
    expect(sdk.checkNotifySignV2(fields)).toBe(true)
    expect(sdk.checkNotifySignV2({ ...fields, total_amount: '0.01' })).toBe(false)
    expect(await sandbox.providers.alipay.readNotification(raw)).toMatchObject({ kind: 'charge' })
  })

  it('our adapter refuses what the SDK lets pass: a SHA-1 signature', async () => {
    const strange = sdkFor(sandbox)
    const { createSign } = await import('node:crypto')
    const fields: Record<string, string> = { app_id: 'x', notify_id: '1', trade_no: '2' }
    const content = Object.keys(fields)
      .sort()
      .map((name) => `${name}=${fields[name]}`)
      .join('&')
    const key = sandbox.simulators.keys.alipay.gatewayPrivateKeyPem
    const signed = createSign('RSA-SHA1').update(content).sign(key, 'base64')
    const form = { ...fields, sign_type: 'RSA', sign: signed }
    expect(strange.checkNotifySignV2(form)).toBe(true)
    const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded' })
    const body = Buffer.from(new URLSearchParams(form).toString())
    await expect(
      sandbox.providers.alipay.readNotification({ headers, body }),
    ).rejects.toMatchObject({ details: { reason: 'sign_type' } })
  })
})
