import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import type { AgreementRequest, Recurring } from '#payments/recurring.ts'
import { newNumber, openSandbox, rawOf, type Sandbox } from './sandbox.ts'

let sandbox: Sandbox
let recurring: Recurring
beforeAll(async () => {
  sandbox = await openSandbox()
  const offered = sandbox.providers.alipay.recurring
  if (!offered) throw new Error('no agreements')
  recurring = offered
})
beforeEach(() => {
  sandbox.control.faults.clear()
  sandbox.time.now = new Date('2026-11-22T08:00:00Z')
})
afterAll(() => sandbox.close())

const beijing = (text: string) => new Date(`${text}+08:00`)

const request = (change: Partial<AgreementRequest> = {}): AgreementRequest => ({
  agreementNo: newNumber(),
  channel: 'page',
  amount: money(2000n, 'CNY'),
  period: { unit: 'month', count: 1 },
  firstChargeAt: beijing('2026-11-25T10:00:00'),
  subject: '问渠会员，每月',
  notifyUrl: sandbox.merchant.url,
  returnUrl: 'http://localhost:3000/back',
  ...change,
})

async function signed(change: Partial<AgreementRequest> = {}) {
  const asked = request(change)
  const reply = await recurring.createAgreement(asked)
  const address = reply.kind === 'redirect' ? reply.url : reply.kind === 'qr' ? reply.content : ''
  expect(sandbox.control.open(address)).toBe(asked.agreementNo)
  expect(sandbox.control.sign(asked)).toBe(true)
  const fact = await recurring.queryAgreement(asked.agreementNo)
  if (!fact.gatewayNo) throw new Error('not signed')
  return { ...asked, gatewayNo: fact.gatewayNo, fact }
}

const charge = (gatewayNo: string, outTradeNo = newNumber(), fen = 1999n) =>
  recurring.charge({
    outTradeNo,
    gatewayNo,
    amount: money(fen, 'CNY'),
    subject: '问渠会员',
    notifyUrl: sandbox.merchant.url,
  })

describe('An agreement', () => {
  it.each(['page', 'wap', 'qr'] as const)(
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
      sandbox.control.sign(asked)
      expect(await recurring.queryAgreement(asked.agreementNo)).toEqual({
        agreementNo: asked.agreementNo,
        gatewayNo: expect.stringMatching(/^\d{20}$/),
        account: sandbox.providers.alipay.account,
        status: 'active',
        nextChargeAt: beijing('2026-11-25T00:00:00'),
      })
    },
  )

  it.each([
    ['currency_not_supported', { amount: money(2000n, 'USD') }],
    ['amount_out_of_range', { amount: money(0n, 'CNY') }],
    ['period_not_supported', { period: { unit: 'day', count: 6 } }],
    ['period_not_supported', { period: { unit: 'month', count: 0 } }],
    ['already_due', { firstChargeAt: beijing('2026-11-21T23:59:59') }],
    ['channel_not_supported', { channel: 'jsapi' }],
  ] as [string, Partial<AgreementRequest>][])(
    'is refused before it is shown: %s (%#)',
    async (code, change) => {
      const reply = await recurring.createAgreement(request(change))
      expect(reply).toEqual({ kind: 'refused', code })
    },
  )

  it('is told of when signed, proven like any notification', async () => {
    const { agreementNo, gatewayNo } = await signed()
    const order = { provider: 'alipay', outTradeNo: agreementNo } as const
    const { alipay } = sandbox.providers
    expect(await alipay.readNotification(rawOf(sandbox.control.notification(order)))).toEqual({
      kind: 'agreement',
      eventId: expect.stringMatching(/.{16,}/),
      fact: {
        agreementNo,
        gatewayNo,
        account: alipay.account,
        status: 'active',
        nextChargeAt: null,
      },
    })
    for (const alteration of ['forge', 'tamper', 'unsigned', 'foreignMerchant'] as const) {
      const spoiled = rawOf(sandbox.control.notification({ ...order, alteration }))
      await expect(alipay.readNotification(spoiled)).rejects.toMatchObject({
        code: 'payment.bad_notification',
      })
    }
  })

  it('is ended by us, and ending it again finds nothing to end', async () => {
    const { agreementNo, gatewayNo } = await signed()
    expect(await recurring.endAgreement(agreementNo)).toMatchObject({ status: 'ended' })
    expect(await recurring.endAgreement(agreementNo)).toMatchObject({ status: 'not_found' })
    expect(await recurring.queryAgreement(agreementNo)).toMatchObject({ status: 'not_found' })
    expect(await charge(gatewayNo)).toMatchObject({ because: 'agreement_ended' })
  })

  it('that is suspended cannot be charged', async () => {
    const { agreementNo, gatewayNo } = await signed()
    sandbox.control.suspend({ agreementNo })
    expect(await recurring.queryAgreement(agreementNo)).toMatchObject({ status: 'ended' })
    expect(await charge(gatewayNo)).toEqual({
      kind: 'refused',
      code: 'ACQ.AGREEMENT_STATUS_NOT_NORMAL',
      because: 'agreement_ended',
    })
  })
})

describe('F60: the window of a charge', () => {
  it('opens five days before the day due, at midnight, and closes a minute before its end', () => {
    expect(recurring.chargeWindow(beijing('2026-11-25T10:00:00'))).toEqual({
      from: beijing('2026-11-20T00:00:00'),
      until: beijing('2026-11-25T23:59:00'),
    })
    expect(recurring.chargeWindow(beijing('2028-03-02T00:00:00')).from).toEqual(
      beijing('2028-02-26T00:00:00'),
    )
  })

  it.each([
    ['2026-12-29', '2027-01-01'],
    ['2026-12-30', '2027-01-01'],
    ['2026-12-31', '2027-01-01'],
    ['2027-01-28', '2027-01-28'],
    ['2028-02-29', '2028-03-01'],
  ])('a charge due on %s is named for %s, and both days are in its window', async (due, named) => {
    const { fact } = await signed({ firstChargeAt: beijing(`${due}T12:00:00`) })
    expect(fact.nextChargeAt).toEqual(beijing(`${named}T00:00:00`))
    const { from, until } = recurring.chargeWindow(fact.nextChargeAt ?? new Date(0))
    for (const day of [due, named]) {
      const noon = beijing(`${day}T12:00:00`)
      expect(from <= noon && noon <= until).toBe(true)
    }
  })

  it('holds at the gateway to the second: in it until 23:59:59, out of it at 24:00', async () => {
    const early = await signed()
    sandbox.time.now = beijing('2026-11-19T23:59:59')
    expect(await charge(early.gatewayNo)).toMatchObject({ because: 'window' })
    sandbox.time.now = beijing('2026-11-20T00:00:00')
    expect(await charge(early.gatewayNo)).toMatchObject({ kind: 'fact', fact: { status: 'paid' } })
    sandbox.time.now = beijing('2026-11-22T16:00:00')
    const late = await signed()
    sandbox.time.now = beijing('2026-11-26T00:00:00')
    expect(await charge(late.gatewayNo)).toMatchObject({ because: 'window' })
    sandbox.time.now = beijing('2026-11-25T23:59:59')
    expect(await charge(late.gatewayNo)).toMatchObject({ kind: 'fact' })
  })

  it('is missed by a charge sent at 23:59:59 that lands after midnight', async () => {
    const own = await openSandbox()
    const provider = own.providers.alipay.recurring
    if (!provider) throw new Error('no agreements')
    const asked = { ...request(), firstChargeAt: beijing('2026-11-22T10:00:00') }
    const reply = await provider.createAgreement(asked)
    if (reply.kind !== 'redirect') throw new Error('no address')
    own.control.open(reply.url)
    own.control.sign(asked)
    const { gatewayNo } = await provider.queryAgreement(asked.agreementNo)
    own.time.now = beijing('2026-11-22T23:59:59')
    const delay = { kind: 'delay', ms: 2_000, only: 'trade.pay', times: 1 } as const
    own.control.faults.set('alipay', { reply: delay })
    const charging = provider.charge({
      outTradeNo: newNumber(),
      gatewayNo: gatewayNo ?? '',
      amount: money(1999n, 'CNY'),
      subject: '会员',
      notifyUrl: '',
    })
    const before = own.exchanges.length
    while (own.exchanges.length === before) {
      await new Promise((resolve) => setImmediate(resolve))
      await own.control.advance(2_000)
    }
    expect(await charging).toMatchObject({ kind: 'refused', because: 'window' })
    await own.close()
  })
})

describe('F61: a charge under an agreement', () => {
  it('takes the money once a period, and says so like a query', async () => {
    const { agreementNo, gatewayNo } = await signed()
    const outTradeNo = newNumber()
    const reply = await charge(gatewayNo, outTradeNo)
    const fact = await sandbox.providers.alipay.queryCharge(outTradeNo)
    expect(fact).toMatchObject({ status: 'paid', amount: money(1999n, 'CNY') })
    expect(reply).toEqual({ kind: 'fact', fact })
    expect(await charge(gatewayNo, outTradeNo)).toEqual({ kind: 'fact', fact })
    expect(await charge(gatewayNo)).toMatchObject({
      code: 'ACQ.CYCLE_PAY_DATE_NOT_MATCH',
      because: 'window',
    })
    expect(sandbox.control.agreements().find((one) => one.agreementNo === agreementNo)).toEqual({
      agreementNo,
      status: 'NORMAL',
      nextDay: '2026-12-25',
      times: 1,
      chargedFen: '1999',
    })
  })

  it('that missed its window succeeds after its day was moved', async () => {
    const { agreementNo, gatewayNo } = await signed()
    sandbox.time.now = beijing('2026-11-29T12:00:00')
    expect(await charge(gatewayNo)).toMatchObject({ because: 'window' })
    expect(await recurring.moveNextCharge?.(agreementNo, beijing('2026-11-20T12:00:00'))).toBe(
      false,
    )
    expect(await recurring.moveNextCharge?.(agreementNo, beijing('2026-11-30T12:00:00'))).toBe(true)
    expect(await recurring.queryAgreement(agreementNo)).toMatchObject({
      nextChargeAt: beijing('2026-12-01T00:00:00'),
    })
    expect(await charge(gatewayNo)).toMatchObject({ kind: 'fact' })
    expect(await recurring.moveNextCharge?.(newNumber(), beijing('2026-12-01T12:00:00'))).toBe(
      false,
    )
  })

  it('never takes more than was agreed to', async () => {
    const { gatewayNo } = await signed()
    expect(await charge(gatewayNo, newNumber(), 2001n)).toMatchObject({
      code: 'ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED',
      because: 'other',
    })
    expect(await charge(gatewayNo, newNumber(), 2000n)).toMatchObject({ kind: 'fact' })
  })

  it.each([
    'ACQ.BUYER_BALANCE_NOT_ENOUGH',
    'ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH',
    'ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE',
    'ACQ.PAYMENT_REQUEST_HAS_RISK',
  ])('that fails for the payer’s sake says so, and can be tried again: %s', async (code) => {
    const { agreementNo, gatewayNo } = await signed()
    sandbox.control.troubleAgreement({ agreementNo, code })
    const outTradeNo = newNumber()
    const failed = await charge(gatewayNo, outTradeNo)
    expect(failed).toEqual({ kind: 'refused', code, because: 'payer' })
    sandbox.control.troubleAgreement({ agreementNo, code: null })
    expect(await charge(gatewayNo, outTradeNo)).toMatchObject({ kind: 'fact' })
  })

  it('F64: that is pending stays one charge, however often sent, paid once', async () => {
    const { agreementNo, gatewayNo } = await signed()
    sandbox.control.troubleAgreement({ agreementNo, code: 'WAIT' })
    const outTradeNo = newNumber()
    expect(await charge(gatewayNo, outTradeNo)).toEqual({ kind: 'processing' })
    expect(await charge(gatewayNo, outTradeNo)).toEqual({ kind: 'processing' })
    expect(await sandbox.providers.alipay.queryCharge(outTradeNo)).toMatchObject({ status: 'open' })
    expect(sandbox.control.pay({ provider: 'alipay', outTradeNo })).toBe('paid')
    expect(await charge(gatewayNo, outTradeNo)).toMatchObject({
      kind: 'fact',
      fact: { status: 'paid' },
    })
    const [view] = sandbox.control.agreements().filter((one) => one.agreementNo === agreementNo)
    expect(view).toMatchObject({ times: 1, chargedFen: '1999' })
  })

  it('whose reply was lost is found by its number, even when the repeat is refused', async () => {
    const { gatewayNo } = await signed()
    const outTradeNo = newNumber()
    const drop = { kind: 'dropReply', times: 1 } as const
    sandbox.control.faults.set('alipay', { reply: drop })
    expect((await charge(gatewayNo, outTradeNo)).kind).toBe('unknown')
    const code = 'ACQ.CYCLE_PAY_DATE_NOT_MATCH'
    sandbox.control.faults.set('alipay', { reply: { kind: 'business', code, times: 1 } })
    expect(await charge(gatewayNo, outTradeNo)).toMatchObject({ kind: 'fact' })
  })
})

describe('F62: a payer who ends the agreement in the app', () => {
  it('is believed when the notice comes', async () => {
    const { agreementNo, gatewayNo } = await signed()
    sandbox.control.unsign({ agreementNo, noticeUrl: sandbox.merchant.url })
    sandbox.merchant.heard.length = 0
    await sandbox.control.deliver()
    const raw = sandbox.merchant.heard.at(-1)?.raw
    if (!raw) throw new Error('nothing was heard')
    expect(await sandbox.providers.alipay.readNotification(raw)).toMatchObject({
      kind: 'agreement',
      fact: { agreementNo, gatewayNo, status: 'ended' },
    })
  })

  it('is found out by the next charge when it does not', async () => {
    const { agreementNo, gatewayNo } = await signed()
    expect(sandbox.control.unsign({ agreementNo })).toBe(true)
    expect(await charge(gatewayNo)).toEqual({
      kind: 'refused',
      code: 'ACQ.AGREEMENT_NOT_EXIST',
      because: 'agreement_ended',
    })
    expect(await recurring.queryAgreement(agreementNo)).toMatchObject({ status: 'not_found' })
  })
})
