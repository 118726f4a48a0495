import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import type { AgreementRequest, Recurring } from '#payments/recurring.ts'
import { wechatProvider } from '#payments/wechat/wechat-provider.ts'
import { newNumber, openSandbox, rawOf, type Sandbox } from './sandbox.ts'

let sandbox: Sandbox
let recurring: Recurring
beforeAll(async () => {
  sandbox = await openSandbox()
  recurring = recurringOf()
})
beforeEach(async () => {
  sandbox.control.faults.clear()
  sandbox.control.permitNotices({ permitted: true })
  sandbox.merchant.state.answer = sandbox.providers.wechat.acknowledge(true, xmlMessage)
  await passTo(beijing('2026-11-22T16:00:00'))
})
afterAll(() => sandbox.close())

const xmlMessage = { headers: new Headers(), body: Buffer.from('<xml></xml>') }
const beijing = (text: string) => new Date(`${text}+08:00`)

async function passTo(moment: Date) {
  sandbox.time.now = moment
  await sandbox.control.deliver()
}

/** The money moves some seconds after a charge was taken. */
async function settle() {
  await passTo(new Date(sandbox.time.now.getTime() + 3_000))
}

function recurringOf(): Recurring {
  const offered = sandbox.providers.wechat.recurring
  if (!offered) throw new Error('no agreements')
  return offered
}

const request = (change: Partial<AgreementRequest> = {}): AgreementRequest => ({
  agreementNo: newNumber(),
  channel: 'page',
  amount: money(2000n, 'CNY'),
  period: { unit: 'month', count: 1 },
  firstChargeAt: beijing('2026-12-01T10:00:00'),
  subject: '问渠会员，每月',
  notifyUrl: sandbox.merchant.url,
  returnUrl: 'http://localhost:3000/back',
  payer: { ip: '203.0.113.7' },
  ...change,
})

async function signed(change: Partial<AgreementRequest> = {}) {
  const asked = request(change)
  const reply = await recurring.createAgreement(asked)
  const address = reply.kind === 'redirect' ? reply.url : reply.kind === 'qr' ? reply.content : ''
  expect(sandbox.control.open(address)).toBe(asked.agreementNo)
  expect(sandbox.control.signContract(asked)).toBe(true)
  const fact = await recurring.queryAgreement(asked.agreementNo)
  if (!fact.gatewayNo) throw new Error('not signed')
  return { ...asked, gatewayNo: fact.gatewayNo }
}

/** An agreement too old to be charged without notice. */
async function aged() {
  const agreement = await signed()
  await passTo(beijing('2026-11-23T10:00:00'))
  return agreement
}

const charge = (gatewayNo: string, outTradeNo = newNumber(), fen = 1999n) =>
  recurring.charge({
    outTradeNo,
    gatewayNo,
    amount: money(fen, 'CNY'),
    subject: '问渠会员',
    notifyUrl: sandbox.merchant.url,
  })

const announce = (gatewayNo: string, fen = 2000n, dueAt = beijing('2026-11-25T10:00:00')) =>
  recurring.announceCharge?.({ gatewayNo, amount: money(fen, 'CNY'), dueAt })

const read = (outTradeNo: string, order: object = {}) =>
  sandbox.providers.wechat.readNotification(
    rawOf(sandbox.control.notification({ provider: 'wechat', outTradeNo, ...order })),
  )

const statusOf = async (outTradeNo: string) =>
  (await sandbox.providers.wechat.queryCharge(outTradeNo)).status

describe('An agreement', () => {
  it.each(['page', 'jsapi', 'qr', 'h5'] as const)(
    'is signed by way of %s, and only by the payer',
    async (channel) => {
      const asked = request({ channel })
      expect(await recurring.queryAgreement(asked.agreementNo)).toMatchObject({
        status: 'not_found',
      })
      const reply = await recurring.createAgreement(asked)
      expect(reply.kind).toBe(channel === 'qr' ? 'qr' : 'redirect')
      sandbox.control.open(
        reply.kind === 'qr' ? reply.content : reply.kind === 'redirect' ? reply.url : '',
      )
      expect(await recurring.queryAgreement(asked.agreementNo)).toMatchObject({ status: 'pending' })
      sandbox.control.signContract(asked)
      expect(await recurring.queryAgreement(asked.agreementNo)).toEqual({
        agreementNo: asked.agreementNo,
        gatewayNo: expect.stringMatching(/^\d{18}$/),
        account: sandbox.providers.wechat.account,
        status: 'active',
        nextChargeAt: null,
      })
    },
  )

  it.each([
    ['currency_not_supported', { amount: money(2000n, 'USD') }],
    ['amount_out_of_range', { amount: money(0n, 'CNY') }],
    ['channel_not_supported', { channel: 'wap' }],
    ['ip_missing', { channel: 'h5', payer: {} }],
  ] as [string, Partial<AgreementRequest>][])(
    'is refused before it is shown: %s',
    async (code, change) => {
      const reply = await recurring.createAgreement(request(change))
      expect(reply).toEqual({ kind: 'refused', code })
    },
  )

  it('is shown on a page that the payer’s browser opens, and signed there', async () => {
    const asked = request({ channel: 'jsapi' })
    const reply = await recurring.createAgreement(asked)
    if (reply.kind !== 'redirect') throw new Error('no address')
    const shown = await fetch(reply.url)
    expect(await shown.text()).toContain(asked.agreementNo)
    const body = new URLSearchParams({ action: 'sign' })
    await fetch(shown.url, { method: 'POST', body })
    expect(await recurring.queryAgreement(asked.agreementNo)).toMatchObject({ status: 'active' })
    const tampered = reply.url.replace('return_web=1', 'return_web=0')
    expect((await fetch(tampered)).status).toBe(400)
  })

  it('is told of when signed and when ended, once each, and to nobody else’s key', async () => {
    const { agreementNo, gatewayNo } = await signed()
    const told = { kind: 'agreement', eventId: expect.stringMatching(/^v2-[0-9a-f]{40}$/) }
    const { account } = sandbox.providers.wechat
    const fact = { agreementNo, gatewayNo, account, nextChargeAt: null }
    const added = await read(agreementNo)
    expect(added).toEqual({ ...told, fact: { ...fact, status: 'active' } })
    expect(await read(agreementNo)).toEqual(added)
    expect(await recurring.endAgreement(agreementNo)).toMatchObject({ status: 'ended' })
    const deleted = await read(agreementNo, { event: 'DELETE' })
    expect(deleted).toEqual({ ...told, fact: { ...fact, status: 'ended' } })
    expect(deleted.eventId).not.toBe(added.eventId)
    for (const alteration of ['forge', 'tamper', 'unsigned', 'foreignMerchant'] as const) {
      await expect(read(agreementNo, { alteration })).rejects.toMatchObject({
        code: 'payment.bad_notification',
      })
    }
  })

  it('is ended by us, and ending it again finds nothing to end', async () => {
    const { agreementNo, gatewayNo } = await signed()
    expect(await recurring.endAgreement(agreementNo)).toMatchObject({ status: 'ended' })
    expect(await recurring.endAgreement(agreementNo)).toMatchObject({ status: 'not_found' })
    expect(await recurring.queryAgreement(agreementNo)).toMatchObject({ status: 'ended' })
    expect(await charge(gatewayNo)).toMatchObject({ because: 'agreement_ended' })
    expect(await announce(gatewayNo)).toBe('refused')
  })

  it('signed with MD5, the gateway’s default, works as well; kinds do not mix', async () => {
    const { wechat } = sandbox.simulators
    const papay = { ...wechat.papay, signType: 'MD5' as const }
    const plain = wechatProvider({ ...wechat, papay }, sandbox.around)
    const asked = request({ channel: 'h5' })
    const reply = await plain.recurring?.createAgreement(asked)
    if (reply?.kind !== 'redirect') throw new Error('no address')
    sandbox.control.open(reply.url)
    sandbox.control.signContract(asked)
    const { agreementNo } = asked
    expect(await plain.recurring?.queryAgreement(agreementNo)).toMatchObject({ status: 'active' })
    const raw = rawOf(sandbox.control.notification({ provider: 'wechat', outTradeNo: agreementNo }))
    expect(await plain.readNotification(raw)).toMatchObject({ kind: 'agreement' })
    await expect(sandbox.providers.wechat.readNotification(raw)).rejects.toMatchObject({
      details: { reason: 'signature' },
    })
  })
})

describe('F62: the payer ends it in WeChat', () => {
  it.each([true, false])('just before the charge; told: %s', async (told) => {
    const { agreementNo, gatewayNo } = await signed()
    sandbox.merchant.heard.length = 0
    sandbox.control.endContract({ agreementNo, told })
    await sandbox.control.deliver()
    const deletions = sandbox.merchant.heard.filter(({ raw }) =>
      Buffer.from(raw.body).toString().includes('DELETE'),
    )
    expect(deletions).toHaveLength(told ? 1 : 0)
    expect(await charge(gatewayNo)).toEqual({
      kind: 'refused',
      code: 'CONTRACT_NOT_EXIST',
      because: 'agreement_ended',
    })
    expect(await recurring.queryAgreement(agreementNo)).toMatchObject({ status: 'ended' })
  })

  it('between a charge that was taken and the money: told as failed, never paid', async () => {
    const { agreementNo, gatewayNo } = await signed()
    const outTradeNo = newNumber()
    expect(await charge(gatewayNo, outTradeNo)).toEqual({ kind: 'processing' })
    sandbox.control.endContract({ agreementNo, told: false })
    await settle()
    expect(await statusOf(outTradeNo)).toBe('closed')
    expect(await read(outTradeNo)).toMatchObject({ kind: 'charge', fact: { status: 'closed' } })
  })
})

describe('F63: the days and hours of a charge', () => {
  it('are told as they are: notice two days ahead, then seven days, by day', () => {
    const due = beijing('2026-12-01T23:59:59')
    expect(recurring.announceWindow?.(due)).toEqual({
      from: beijing('2026-11-29T07:00:00'),
      until: beijing('2026-11-29T21:59:00'),
    })
    expect(recurring.chargeWindow(due)).toEqual({
      from: beijing('2026-12-01T07:00:00'),
      until: beijing('2026-12-07T21:59:00'),
    })
    expect(recurring.drivenBy).toBe('merchant')
    expect(recurring.moveNextCharge).toBeNull()
  })

  it('a notice at night is refused, and taken from seven to ten', async () => {
    const { gatewayNo } = await aged()
    for (const [time, outcome] of [
      ['2026-11-24T06:59:59', 'refused'],
      ['2026-11-24T22:00:00', 'refused'],
      ['2026-11-25T07:00:00', 'announced'],
    ] as const) {
      await passTo(beijing(time))
      expect(await announce(gatewayNo)).toBe(outcome)
    }
    expect(await announce(gatewayNo)).toBe('announced')
    expect(await announce(gatewayNo, 3000n)).toBe('refused')
  })

  it.each([
    ['without a notice', null, '2026-11-25T10:00:00', 'window'],
    ['on the day of the notice', '2026-11-23T10:00:00', '2026-11-23T11:00:00', 'window'],
    ['on the day of waiting', '2026-11-23T10:00:00', '2026-11-24T21:00:00', 'window'],
    ['on day 3 before seven', '2026-11-23T10:00:00', '2026-11-25T06:59:59', 'window'],
    ['on day 3 at seven', '2026-11-23T10:00:00', '2026-11-25T07:00:00', 'processing'],
    ['on day 9 before ten', '2026-11-23T21:59:59', '2026-12-01T21:59:59', 'processing'],
    ['on day 9 at ten', '2026-11-23T10:00:00', '2026-12-01T22:00:00', 'window'],
    ['on day 10', '2026-11-23T10:00:00', '2026-12-02T10:00:00', 'window'],
  ])('a charge %s', async (_, noticeAt, chargeAt, outcome) => {
    const { gatewayNo } = await aged()
    if (noticeAt) {
      await passTo(beijing(noticeAt))
      expect(await announce(gatewayNo)).toBe('announced')
    }
    await passTo(beijing(chargeAt))
    const reply = await charge(gatewayNo)
    expect(reply.kind === 'refused' ? reply.because : reply.kind).toBe(outcome)
  })

  it('a charge is no more than was announced, and one success ends the cycle', async () => {
    const { gatewayNo } = await aged()
    await announce(gatewayNo, 2000n)
    await passTo(beijing('2026-11-25T10:00:00'))
    expect(await charge(gatewayNo, newNumber(), 2001n)).toMatchObject({ because: 'other' })
    const outTradeNo = newNumber()
    expect(await charge(gatewayNo, outTradeNo, 2000n)).toEqual({ kind: 'processing' })
    await settle()
    expect(await statusOf(outTradeNo)).toBe('paid')
    expect(await charge(gatewayNo, newNumber(), 1n)).toMatchObject({ because: 'window' })
  })

  it('a charge within twelve hours of signing needs no notice; after them it does', async () => {
    const early = await signed()
    const late = await signed()
    await passTo(beijing('2026-11-23T03:59:59'))
    expect(await charge(early.gatewayNo)).toEqual({ kind: 'processing' })
    await passTo(beijing('2026-11-23T04:00:00'))
    expect(await charge(late.gatewayNo)).toMatchObject({ because: 'window' })
  })
})

describe('A charge', () => {
  it('is told exactly, by question and by notification', async () => {
    const { gatewayNo } = await signed()
    const outTradeNo = newNumber()
    await charge(gatewayNo, outTradeNo)
    expect(await statusOf(outTradeNo)).toBe('open')
    await settle()
    const fact = await sandbox.providers.wechat.queryCharge(outTradeNo)
    expect(fact).toEqual({
      outTradeNo,
      account: sandbox.providers.wechat.account,
      status: 'paid',
      tradeNo: expect.stringMatching(/^4200\d{24}$/),
      amount: money(1999n, 'CNY'),
      paidAt: beijing('2026-11-22T16:00:03'),
      refunded: null,
    })
    expect(await read(outTradeNo)).toMatchObject({ kind: 'charge', fact })
    expect(await read(outTradeNo, { alteration: 'amountDelta' })).toMatchObject({
      fact: { amount: money(1998n, 'CNY') },
    })
    expect(await read(outTradeNo, { alteration: 'wrongCurrency' })).toMatchObject({
      fact: { status: 'unknown' },
    })
    for (const alteration of ['forge', 'tamper', 'unsigned', 'foreignMerchant'] as const) {
      await expect(read(outTradeNo, { alteration })).rejects.toMatchObject({
        code: 'payment.bad_notification',
      })
    }
  })

  it('of one number happens once, however often it is asked for', async () => {
    const { gatewayNo } = await signed()
    const outTradeNo = newNumber()
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => charge(gatewayNo, outTradeNo)),
    )
    expect(new Set(replies.map(({ kind }) => kind))).toEqual(new Set(['processing']))
    await settle()
    expect(await charge(gatewayNo, outTradeNo)).toMatchObject({
      kind: 'fact',
      fact: { status: 'paid' },
    })
    expect(await charge(gatewayNo, outTradeNo, 1n)).toMatchObject({ kind: 'fact' })
  })

  it('that the payer cannot pay fails, and is told', async () => {
    const { agreementNo, gatewayNo } = await signed()
    sandbox.control.troubleContract({ agreementNo, code: 'NOTENOUGH' })
    const outTradeNo = newNumber()
    expect(await charge(gatewayNo, outTradeNo)).toEqual({ kind: 'processing' })
    await settle()
    expect(await statusOf(outTradeNo)).toBe('closed')
    expect(await read(outTradeNo)).toMatchObject({ kind: 'charge', fact: { status: 'closed' } })
    sandbox.control.troubleContract({ agreementNo, code: null })
    expect(await charge(gatewayNo, outTradeNo)).toMatchObject({ code: 'ORDERCLOSED' })
    expect(await charge(gatewayNo)).toEqual({ kind: 'processing' })
    const reply = { kind: 'business', code: 'NOTENOUGH', only: 'pappayapply' } as const
    sandbox.control.faults.set('wechat', { reply })
    expect(await charge(gatewayNo)).toMatchObject({ kind: 'refused', because: 'payer' })
  })

  it.each([
    ['currency_not_supported', money(1n, 'USD')],
    ['amount_out_of_range', money(0n, 'CNY')],
    ['amount_out_of_range', money(10_000_000_001n, 'CNY')],
  ])('is refused before it is sent: %s', async (code, amount) => {
    const before = sandbox.exchanges.length
    const asked = { outTradeNo: newNumber(), gatewayNo: '1', subject: 'x', notifyUrl: '' }
    expect(await recurring.charge({ ...asked, amount })).toMatchObject({ kind: 'refused', code })
    expect(sandbox.exchanges).toHaveLength(before)
  })

  it('is given back like any payment, and stands in the bill', async () => {
    const { gatewayNo } = await signed()
    const outTradeNo = newNumber()
    await charge(gatewayNo, outTradeNo)
    await settle()
    const outRefundNo = newNumber()
    const refund = await sandbox.providers.wechat.createRefund({
      outTradeNo,
      outRefundNo,
      refund: money(999n, 'CNY'),
      charged: money(1999n, 'CNY'),
      reason: '',
      notifyUrl: sandbox.merchant.url,
    })
    expect(refund.status).toBe('processing')
    expect(await statusOf(outTradeNo)).toBe('paid')
    await passTo(beijing('2026-11-23T10:00:00'))
    const bill = await sandbox.providers.wechat.fetchBill?.('2026-11-22', 'trade')
    if (bill?.kind !== 'bill') throw new Error('no bill')
    const kinds: string[] = []
    for await (const line of bill.lines) {
      if (line.outTradeNo === outTradeNo) kinds.push(line.kind)
    }
    expect(kinds).toEqual(['payment', 'refund'])
  })
})

describe('F64: a merchant that may not announce', () => {
  const silent = () => {
    const { wechat } = sandbox.simulators
    const papay = { ...wechat.papay, announces: false }
    const offered = wechatProvider({ ...wechat, papay }, sandbox.around).recurring
    if (!offered) throw new Error('no agreements')
    return offered
  }

  it('charges a day later, once, and asks for it a day earlier', async () => {
    const { gatewayNo } = await aged()
    sandbox.control.permitNotices({ permitted: false })
    expect(silent().announceCharge).toBeNull()
    expect(silent().announceWindow).toBeUndefined()
    expect(silent().chargeWindow(beijing('2026-11-24T12:00:00')).from).toEqual(
      beijing('2026-11-23T07:00:00'),
    )
    expect(await announce(gatewayNo)).toBe('refused')
    const outTradeNo = newNumber()
    expect(await charge(gatewayNo, outTradeNo)).toEqual({ kind: 'processing' })
    await passTo(beijing('2026-11-24T09:59:59'))
    expect(await statusOf(outTradeNo)).toBe('open')
    expect(await charge(gatewayNo, outTradeNo)).toEqual({ kind: 'processing' })
    expect(await charge(gatewayNo)).toMatchObject({ because: 'window' })
    await passTo(beijing('2026-11-24T10:00:00'))
    expect(await statusOf(outTradeNo)).toBe('paid')
    const events = sandbox.control
      .notifications()
      .filter((notice) => notice.outTradeNo === outTradeNo && notice.event === 'PAP.SUCCESS')
    expect(events).toHaveLength(1)
  })
})

describe('F27: hostile XML at the notification address', () => {
  const laugh = '<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><xml><a>&b;</a></xml>'
  it.each([
    ['a billion laughs', laugh, 'malformed_xml'],
    ['2 MB', `<xml><a>${'x'.repeat(2 ** 21)}</a></xml>`, 'too_large'],
    ['no text at all', '<\u0000xml>', 'malformed_xml'],
    ['no signature', '<xml><return_code>SUCCESS</return_code></xml>', 'signature'],
  ])('%s is refused', async (_, text, reason) => {
    const raw = { headers: new Headers(), body: Buffer.from(text) }
    await expect(sandbox.providers.wechat.readNotification(raw)).rejects.toMatchObject({
      code: 'payment.bad_notification',
      details: { reason },
    })
    const invalid = Buffer.concat([Buffer.from('<xml><a>'), Buffer.from([0xff, 0xfe])])
    await expect(
      sandbox.providers.wechat.readNotification({ headers: new Headers(), body: invalid }),
    ).rejects.toMatchObject({ details: { reason: 'malformed_xml' } })
  })
})

describe('Messages of both versions at one address', () => {
  it('are acknowledged each in its own words, and told until they are', async () => {
    const { agreementNo } = await signed()
    const { wechat } = sandbox.providers
    const find = () =>
      sandbox.control.notifications().find(({ outTradeNo }) => outTradeNo === agreementNo)
    sandbox.merchant.state.answer = wechat.acknowledge(true)
    await sandbox.control.deliver()
    expect(find()?.state).toBe('pending')
    sandbox.merchant.state.answer = wechat.acknowledge(false, xmlMessage)
    await passTo(new Date(sandbox.time.now.getTime() + 15_000))
    expect(find()?.state).toBe('pending')
    sandbox.merchant.state.answer = async (raw) => wechat.acknowledge(true, raw)
    await passTo(new Date(sandbox.time.now.getTime() + 15_000))
    expect(find()?.state).toBe('acknowledged')
    expect(wechat.acknowledge(true, xmlMessage).body).toBe(
      '<xml><return_code><![CDATA[SUCCESS]]></return_code>' +
        '<return_msg><![CDATA[OK]]></return_msg></xml>',
    )
    const json = { headers: new Headers(), body: Buffer.from('{}') }
    expect(wechat.acknowledge(true, json).status).toBe(204)
  })
})
