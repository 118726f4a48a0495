import { sign } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import { alipayProvider } from '#payments/alipay/alipay-provider.ts'
import type { Provider, RawNotification } from '#payments/provider.ts'
import { serve } from '../../simulators/engine/http.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'
import {
  alipayFields,
  alipayForm,
  encodePercent,
  encodePlus,
  formNotification,
} from './signed-messages.ts'

let sandbox: Sandbox
let provider: Provider
beforeAll(async () => {
  sandbox = await openSandbox()
  provider = sandbox.providers.alipay
})
afterAll(() => sandbox.close())

async function refusedFor(raw: RawNotification): Promise<unknown> {
  const error = await provider.readNotification(raw).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ kind: 'invalid', code: 'payment.bad_notification' })
  return (error as { details: { reason: unknown } }).details.reason
}

function withField(raw: RawNotification, change: (form: URLSearchParams) => void) {
  const form = new URLSearchParams(Buffer.from(raw.body).toString())
  change(form)
  return formNotification(form.toString())
}

describe('A notification that claims to come from Alipay', () => {
  it('F17: is refused without a signature, or with that of another body', async () => {
    const genuine = alipayForm(sandbox, alipayFields(sandbox))
    const other = alipayForm(sandbox, alipayFields(sandbox, { out_trade_no: 'T20261122000002' }))
    const otherSign = new URLSearchParams(Buffer.from(other.body).toString()).get('sign') ?? ''
    expect(await refusedFor(withField(genuine, (f) => f.delete('sign')))).toBe('signature')
    expect(await refusedFor(withField(genuine, (f) => f.set('sign', '')))).toBe('signature')
    expect(await refusedFor(withField(genuine, (f) => f.set('sign', otherSign)))).toBe('signature')
    expect(await refusedFor(withField(genuine, (f) => f.set('sign', '****')))).toBe('signature')
  })

  it('F17: is refused when any signed field was changed, added or removed', async () => {
    const genuine = alipayForm(sandbox, alipayFields(sandbox))
    for (const name of Object.keys(alipayFields(sandbox))) {
      if (name === 'charset') continue
      expect(await refusedFor(withField(genuine, (f) => f.set(name, 'x')))).toBe('signature')
      expect(await refusedFor(withField(genuine, (f) => f.delete(name)))).toBe('signature')
    }
    expect(await refusedFor(withField(genuine, (f) => f.set('extra', '1')))).toBe('signature')
  })

  it('F19: is refused when it is for another app or another seller', async () => {
    const app = alipayForm(sandbox, alipayFields(sandbox, { app_id: '9021000000000000' }))
    const seller = alipayForm(sandbox, alipayFields(sandbox, { seller_id: '2088000000000000' }))
    const nobody = alipayForm(sandbox, alipayFields(sandbox, { seller_id: '' }))
    expect(await refusedFor(app)).toBe('foreign_app')
    expect(await refusedFor(seller)).toBe('foreign_seller')
    expect(await refusedFor(nobody)).toBe('foreign_seller')
  })

  it('F26: cannot choose a weaker signature or crash us with an unknown one', async () => {
    const fields = alipayFields(sandbox)
    const genuine = alipayForm(sandbox, fields)
    for (const type of ['RSA', 'MD5', '__proto__', 'constructor', 'rsa2', '']) {
      expect(await refusedFor(withField(genuine, (f) => f.set('sign_type', type)))).toBe(
        'sign_type',
      )
    }
    expect(await refusedFor(withField(genuine, (f) => f.delete('sign_type')))).toBe('sign_type')
    const content = Object.keys(fields)
      .sort()
      .map((name) => `${name}=${fields[name]}`)
    const key = sandbox.simulators.keys.alipay.gatewayPrivateKeyPem
    const sha1 = sign('sha1', Buffer.from(content.join('&')), key).toString('base64')
    const downgraded = encodePlus({ ...fields, sign_type: 'RSA', sign: sha1 })
    expect(await refusedFor(formNotification(downgraded))).toBe('sign_type')
    const disguised = encodePlus({ ...fields, sign_type: 'RSA2', sign: sha1 })
    expect(await refusedFor(formNotification(disguised))).toBe('signature')
  })

  it('F27: is read the same whether blanks came as + or %20, and decoded once', async () => {
    const subject = '100% &lt; 中文 😀 a+b %20 %2541'
    const fields = alipayFields(sandbox, { subject })
    const plus = await provider.readNotification(alipayForm(sandbox, fields, encodePlus))
    const percent = await provider.readNotification(alipayForm(sandbox, fields, encodePercent))
    expect(plus).toEqual(percent)
    expect(plus).toMatchObject({ fact: { amount: money(1999n, 'CNY'), status: 'paid' } })
  })

  it('F27: is refused when it can be read in two ways', async () => {
    const body = Buffer.from(alipayForm(sandbox, alipayFields(sandbox)).body).toString()
    const twice = [`${body}&out_trade_no=T2`, `total_amount=0.01&${body}`, `${body}&sign=x`]
    for (const text of [...twice, `${body}&x=%`, `${body}&x=%ff`, `${body}&`, `${body}&=1`]) {
      expect(await refusedFor(formNotification(text))).toBe('malformed_form')
    }
    const gbk = alipayForm(sandbox, alipayFields(sandbox, { charset: 'GBK' }))
    expect(await refusedFor(gbk)).toBe('charset')
    const raw = alipayForm(sandbox, alipayFields(sandbox))
    const headers = new Headers({ 'content-type': 'multipart/form-data' })
    expect(await refusedFor({ ...raw, headers })).toBe('content_type')
    expect(await refusedFor({ ...raw, headers: new Headers() })).toBe('content_type')
  })

  it('F29: is not the signed return of a payer, which carries no trade_status', async () => {
    const action = await provider.createCharge({
      outTradeNo: 'T20261122000077',
      amount: money(1999n, 'CNY'),
      channel: 'page',
      subject: '课程',
      expiresAt: new Date(sandbox.time.now.getTime() + 900_000),
      notifyUrl: sandbox.merchant.url,
      returnUrl: 'http://localhost:3000/return?order=7',
    })
    if (action.kind !== 'redirect') throw new Error('no page')
    const cashier = await fetch(action.url)
    const body = new URLSearchParams({ action: 'pay' })
    const paid = await fetch(cashier.url, { method: 'POST', body, redirect: 'manual' })
    const back = new URL(paid.headers.get('location') ?? '')
    expect(back.origin + back.pathname).toBe('http://localhost:3000/return')
    expect(back.searchParams.get('order')).toBe('7')
    expect(back.searchParams.get('total_amount')).toBe('19.99')
    expect(back.searchParams.has('trade_status')).toBe(false)
    back.searchParams.delete('order')
    expect(await refusedFor(formNotification(back.searchParams.toString()))).toBe('no_event_id')
  })
})

describe('What a genuine Alipay notification tells', () => {
  const read = async (change: Record<string, string>) =>
    provider.readNotification(alipayForm(sandbox, alipayFields(sandbox, change)))

  it('F13: TRADE_FINISHED is paid', async () => {
    expect(await read({ trade_status: 'TRADE_FINISHED' })).toMatchObject({
      kind: 'charge',
      fact: { status: 'paid', amount: money(1999n, 'CNY') },
    })
  })

  it('F12: TRADE_CLOSED after a payment is a whole refund, without one it is closed', async () => {
    const closed = { trade_status: 'TRADE_CLOSED', gmt_close: '2026-11-22 16:00:00' }
    expect(await read({ ...closed, gmt_payment: '' })).toMatchObject({
      kind: 'charge',
      fact: { status: 'closed', paidAt: null },
    })
    expect(await read({ ...closed, refund_fee: '19.99' })).toMatchObject({
      kind: 'charge',
      fact: { status: 'paid', refunded: money(1999n, 'CNY') },
    })
    const refund = { refund_fee: '19.99', gmt_refund: '2026-11-22 16:00:00.123', out_biz_no: 'R1' }
    expect(await read({ ...closed, ...refund })).toMatchObject({
      kind: 'refund',
      fact: { outRefundNo: 'R1', status: 'succeeded' },
      refundedTotal: money(1999n, 'CNY'),
    })
  })

  it('an amount or a status it cannot read exactly is unknown, never paid', async () => {
    for (const total of ['19.999', '1e3', '-1.00', '１９.99', '', ' 19.99']) {
      expect(await read({ total_amount: total })).toMatchObject({ fact: { status: 'unknown' } })
    }
    expect(await read({ trade_status: 'TRADE_PENDING' })).toMatchObject({
      fact: { status: 'unknown' },
    })
  })

  it('messages of another kind are proven but tell nothing of a charge', async () => {
    expect(await read({ notify_type: 'dut_user_sign' })).toEqual({
      kind: 'other',
      eventId: '2026112200222160000012345678',
    })
  })
})

describe('F30: a reply of the gateway', () => {
  const query = async (body: (node: string, sign: string) => string, change: object = {}) => {
    const node = JSON.stringify({
      code: '10000',
      msg: 'Success',
      out_trade_no: 'T20261122000001',
      trade_status: 'TRADE_SUCCESS',
      total_amount: '19.99',
      send_pay_date: '2026-11-22 15:59:59',
      subject: 'a/b "}{[", \\ end',
      ...change,
    }).replaceAll('/', '\\/')
    const key = sandbox.simulators.keys.alipay.gatewayPrivateKeyPem
    const text = body(node, sign('sha256', Buffer.from(node), key).toString('base64'))
    const server = await serve(0, async () => ({ status: 200, body: text }))
    const config = { ...sandbox.simulators.alipay, gatewayUrl: `${server.url}/gateway.do` }
    const fact = await alipayProvider(config, sandbox.around).queryCharge('T20261122000001')
    await server.close()
    return fact.status
  }
  const own = 'alipay_trade_query_response'

  it('is verified on the raw text of its node, wherever the signature stands', async () => {
    expect(await query((node, sign) => `{"${own}":${node},"sign":"${sign}"}`)).toBe('paid')
    expect(await query((node, sign) => `{"sign":"${sign}","${own}":${node}}`)).toBe('paid')
    expect(
      await query(
        (node, sign) => ` { "x" : [1,{"a":"}"}] , "${own}" : ${node} , "sign":"${sign}" } `,
      ),
    ).toBe('paid')
  })

  it('is not believed when signed for other text, unsigned, doubled or not JSON', async () => {
    expect(await query((node) => `{"${own}":${node}}`)).toBe('unknown')
    expect(await query((node) => `{"${own}":${node},"sign":""}`)).toBe('unknown')
    const spaced = (node: string, sign: string) =>
      `{"${own}":${node.replace(':', ': ')},"sign":"${sign}"}`
    expect(await query(spaced)).toBe('unknown')
    const doubled = (node: string, sign: string) =>
      `{"${own}":${node.replace('SUCCESS', 'CLOSED')},"${own}":${node},"sign":"${sign}"}`
    expect(await query(doubled)).toBe('unknown')
    expect(await query((node, sign) => `{"error_response":${node},"sign":"${sign}"}`)).toBe(
      'unknown',
    )
    expect(await query((node, sign) => `{"${own}":${node},"sign":"${sign}"`)).toBe('unknown')
    expect(await query(() => '[]')).toBe('unknown')
  })

  it('F20: is not believed when it is a genuine reply about another trade', async () => {
    const change = { out_trade_no: 'T20261122000009' }
    const signed = (node: string, sign: string) => `{"${own}":${node},"sign":"${sign}"}`
    expect(await query(signed, change)).toBe('unknown')
  })
})

it('F52: 10000 with fund_change N and no such refund on record is unknown, not done', async () => {
  const key = sandbox.simulators.keys.alipay.gatewayPrivateKeyPem
  const server = await serve(0, async ({ query }) => {
    const name = `${query.get('method')?.replaceAll('.', '_')}_response`
    const node = JSON.stringify({ code: '10000', out_trade_no: 'T1', fund_change: 'N' })
    const signature = sign('sha256', Buffer.from(node), key).toString('base64')
    return { status: 200, body: `{"${name}":${node},"sign":"${signature}"}` }
  })
  const config = { ...sandbox.simulators.alipay, gatewayUrl: `${server.url}/gateway.do` }
  const fact = await alipayProvider(config, sandbox.around).createRefund({
    outTradeNo: 'T1',
    outRefundNo: 'R1',
    refund: money(1n, 'CNY'),
    charged: money(1n, 'CNY'),
    reason: '',
    notifyUrl: '',
  })
  await server.close()
  expect(fact).toMatchObject({ status: 'unknown', code: 'fund_change_not_confirmed' })
})
