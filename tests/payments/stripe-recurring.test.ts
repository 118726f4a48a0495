import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { money } from '#kernel/money.ts'
import type { Notification } from '#payments/provider.ts'
import type { AgreementRequest, Recurring } from '#payments/recurring.ts'
import { newNumber, openSandbox, type Sandbox } from './sandbox.ts'

let sandbox: Sandbox
let recurring: Recurring
beforeEach(async () => {
  sandbox = await openSandbox()
  const made = sandbox.providers.stripe.recurring
  if (!made) throw new Error('Stripe renews by itself')
  recurring = made
  sandbox.merchant.state.answer = { status: 200 }
})
afterEach(() => sandbox.close())

const DAY = 86_400_000

function request(change: Partial<AgreementRequest> = {}): AgreementRequest {
  return {
    agreementNo: newNumber(),
    channel: 'hosted',
    amount: money(3000n, 'CNY'),
    period: { unit: 'month', count: 1 },
    firstChargeAt: sandbox.time.now,
    subject: '年度会员',
    notifyUrl: sandbox.merchant.url,
    returnUrl: 'http://localhost:3000/member',
    ...change,
  }
}

async function sign(change: Partial<AgreementRequest> = {}) {
  const wanted = request(change)
  const reply = await recurring.createAgreement(wanted)
  if (reply.kind !== 'redirect') throw new Error(reply.kind)
  const { agreementNo } = wanted
  expect(sandbox.control.pay({ provider: 'stripe', outTradeNo: agreementNo })).toBe('paid')
  await sandbox.control.deliver()
  return { ...wanted, ref: reply.gatewayRef ?? null }
}

/** What was heard since the last time, as the adapter reads it now. */
async function heard(): Promise<Notification[]> {
  const raws = sandbox.merchant.heard.splice(0).map(({ raw }) => raw)
  return Promise.all(raws.map((raw) => sandbox.providers.stripe.readNotification(raw)))
}

const renewals = async () =>
  (await heard()).flatMap((one) => (one.kind === 'renewal' ? [one.fact] : []))

describe('An agreement at Stripe', () => {
  it('is pending until signed, then active and paid for its first period', async () => {
    const wanted = request()
    const reply = await recurring.createAgreement(wanted)
    expect(reply).toMatchObject({ kind: 'redirect', gatewayRef: expect.stringMatching(/^cs_/) })
    expect(await recurring.createAgreement(wanted)).toEqual(reply)
    expect(await recurring.queryAgreement(wanted.agreementNo)).toMatchObject({ status: 'pending' })
    sandbox.control.pay({ provider: 'stripe', outTradeNo: wanted.agreementNo })
    await sandbox.control.deliver()
    const { agreementNo } = wanted
    const told = await heard()
    const nextChargeAt = new Date('2026-12-22T08:00:00Z')
    const fact = {
      agreementNo,
      gatewayNo: expect.stringMatching(/^sub_/),
      account: sandbox.simulators.stripe.account,
      status: 'active',
      nextChargeAt,
    }
    expect(told.filter(({ kind }) => kind === 'agreement')).toContainEqual(
      expect.objectContaining({ kind: 'agreement', fact }),
    )
    expect(told.filter(({ kind }) => kind === 'renewal')).toEqual([
      expect.objectContaining({
        fact: {
          agreementNo,
          account: sandbox.simulators.stripe.account,
          invoiceNo: expect.stringMatching(/^in_/),
          status: 'paid',
          amount: money(3000n, 'CNY'),
          periodStart: sandbox.time.now,
          periodEnd: nextChargeAt,
          nextAttemptAt: null,
        },
      }),
    ])
    const byNumber = await recurring.queryAgreement(agreementNo)
    expect(byNumber).toEqual(fact)
    const ref = 'gatewayRef' in reply ? reply.gatewayRef : null
    expect(await recurring.queryAgreement(agreementNo, ref)).toEqual(fact)
    expect(await recurring.queryAgreement(agreementNo, byNumber.gatewayNo)).toEqual(fact)
  })

  it('does not know one never asked for, nor takes another’s for it', async () => {
    expect(await recurring.queryAgreement(newNumber())).toMatchObject({ status: 'not_found' })
    const { ref } = await sign()
    expect(await recurring.queryAgreement(newNumber(), ref)).toMatchObject({ status: 'unknown' })
    sandbox.control.faults.set('stripe', { reply: { kind: 'dropRequest' } })
    expect(await recurring.queryAgreement(newNumber())).toMatchObject({ status: 'unknown' })
    expect(await recurring.createAgreement(request())).toMatchObject({ kind: 'unknown' })
  })

  it('F59: renews by itself, one invoice a period, whatever is told how often', async () => {
    await sign()
    const [first] = await renewals()
    sandbox.control.faults.set('stripe', { notify: { kind: 'dup', n: 3 } })
    await sandbox.control.advance(62 * DAY)
    const told = await renewals()
    expect(told).toHaveLength(6)
    const invoices = [...new Set(told.map(({ invoiceNo }) => invoiceNo))]
    expect(invoices).toHaveLength(2)
    expect(invoices).not.toContain(first?.invoiceNo)
    const starts = new Set(told.map(({ periodStart }) => periodStart.toISOString()))
    expect([...starts]).toEqual(['2026-12-22T08:00:00.000Z', '2027-01-22T08:00:00.000Z'])
  })

  it('waits with the first charge where that lies ahead, never charging it early', async () => {
    const firstChargeAt = new Date(sandbox.time.now.getTime() + 14 * DAY)
    const { agreementNo } = await sign({ firstChargeAt })
    expect(await renewals()).toEqual([])
    const fact = await recurring.queryAgreement(agreementNo)
    expect(fact).toMatchObject({ status: 'active', nextChargeAt: firstChargeAt })
    await sandbox.control.advance(14 * DAY - 1)
    expect(await renewals()).toEqual([])
    await sandbox.control.advance(3_600_001)
    expect(await renewals()).toMatchObject([{ status: 'paid', periodStart: firstChargeAt }])
    const soon = new Date(sandbox.time.now.getTime() + 60_000)
    const hurried = await sign({ firstChargeAt: soon })
    const later = await recurring.queryAgreement(hurried.agreementNo)
    expect(later.nextChargeAt?.getTime()).toBeGreaterThan(soon.getTime())
  })
})

describe('The renewal of an agreement', () => {
  const failing = async (afterRetries: 'canceled' | 'unpaid' = 'canceled') => {
    const signed = await sign()
    const { agreementNo } = signed
    await renewals()
    sandbox.control.card({ agreementNo, works: false, afterRetries })
    await sandbox.control.advance(30 * DAY + 3_600_000)
    return signed
  }

  it('F66: fails, says when it is tried again, stays active, and is paid on a retry', async () => {
    const { agreementNo } = await failing()
    const [failed] = await renewals()
    const triedAt = new Date('2026-12-22T09:00:00Z').getTime()
    expect(failed).toMatchObject({
      status: 'failed',
      amount: money(3000n, 'CNY'),
      nextAttemptAt: new Date(triedAt + 3 * DAY),
    })
    expect(await recurring.queryAgreement(agreementNo)).toMatchObject({ status: 'active' })
    sandbox.control.card({ agreementNo, works: true })
    await sandbox.control.advance(3 * DAY)
    const [paid] = await renewals()
    expect(paid).toMatchObject({ status: 'paid', invoiceNo: failed?.invoiceNo })
    expect(await recurring.queryAgreement(agreementNo)).toMatchObject({ status: 'active' })
  })

  it.each(['canceled', 'unpaid'] as const)(
    'F66: ends as %s when every retry failed',
    async (end) => {
      const { agreementNo } = await failing(end)
      await sandbox.control.advance(15 * DAY)
      const told = await heard()
      expect(told.filter(({ kind }) => kind === 'renewal')).toHaveLength(4)
      expect(told.at(-1)).toMatchObject({
        kind: 'agreement',
        fact: { agreementNo, status: 'ended', nextChargeAt: null },
      })
      await sandbox.control.advance(60 * DAY)
      expect(await renewals()).toEqual([])
    },
  )

  it('F11: is read as it stands now, whatever an older event says', async () => {
    const { agreementNo } = await failing()
    const late = sandbox.merchant.heard.splice(0).map(({ raw }) => raw)
    sandbox.control.card({ agreementNo, works: true })
    await sandbox.control.advance(3 * DAY)
    const facts = await Promise.all(
      late.map((raw) => sandbox.providers.stripe.readNotification(raw)),
    )
    const states = facts.flatMap((one) =>
      one.kind === 'renewal' || one.kind === 'agreement' ? [`${one.kind} ${one.fact.status}`] : [],
    )
    expect(late.map(({ body }) => Buffer.from(body).toString())).toContainEqual(
      expect.stringContaining('invoice.payment_failed'),
    )
    expect(new Set(states)).toEqual(new Set(['renewal paid', 'agreement active']))
  })

  it('is not taken for read when Stripe cannot be asked: the event comes again', async () => {
    await sign()
    const [raw] = sandbox.merchant.heard.map((one) => one.raw)
    sandbox.control.faults.set('stripe', { reply: { kind: 'status', status: 502 } })
    if (!raw) throw new Error('nothing heard')
    await expect(sandbox.providers.stripe.readNotification(raw)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'payment.gateway_unreachable',
    })
  })
})

describe('The end of an agreement', () => {
  it('leaves the paid period and charges no more', async () => {
    const { agreementNo, ref } = await sign()
    const ended = await recurring.endAgreement(agreementNo, ref)
    expect(ended).toMatchObject({ status: 'ended', nextChargeAt: null })
    expect(await recurring.endAgreement(agreementNo, ref)).toMatchObject({ status: 'ended' })
    await renewals()
    await sandbox.control.advance(90 * DAY)
    expect(await renewals()).toEqual([])
  })

  it('before it is signed means that it cannot be signed any more', async () => {
    const wanted = request()
    await recurring.createAgreement(wanted)
    const { agreementNo } = wanted
    expect(await recurring.endAgreement(agreementNo)).toMatchObject({ status: 'ended' })
    const late = sandbox.control.pay({ provider: 'stripe', outTradeNo: agreementNo })
    expect(late).toBe('closed')
  })

  it('is never our charge: Stripe drives', async () => {
    const charge = { outTradeNo: newNumber(), gatewayNo: 'sub_1', amount: money(1n, 'CNY') }
    const reply = await recurring.charge({ ...charge, subject: '', notifyUrl: '' })
    expect(reply).toMatchObject({ kind: 'refused', because: 'other' })
    expect(recurring).toMatchObject({ drivenBy: 'gateway', announceCharge: null })
  })
})
