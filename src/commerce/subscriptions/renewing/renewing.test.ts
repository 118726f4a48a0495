import { beforeEach, describe, expect, test } from 'vitest'
import * as commerce from '#commerce'
import { money } from '#kernel/money.ts'
import * as library from '#library'
import * as payments from '#payments'
import { wechatProvider } from '#payments/wechat/wechat-provider.ts'
import { openRenewalShop } from '#tests/renewing.ts'

const shop = await openRenewalShop()
const { as, sandbox } = shop
const HOUR = 3_600_000

beforeEach(async () => {
  // Nobody of an earlier test is renewed along.
  await shop.sql`update subscriptions set status = 'ended', step_at = null`
})

async function dayBefore(agreementNo: string) {
  const { currentPeriodEnd } = await shop.find(agreementNo)
  await shop.live((currentPeriodEnd.getTime() - sandbox.time.now.getTime()) / 86_400_000 - 1)
}

test('an item sold by the month opens for a month, and another one follows it', async () => {
  const itemId = await shop.monthly('一月', 3000n)
  const buyer = await shop.buyer('甲')
  const { number } = await shop.buy(buyer, [itemId], 'alipay')
  const endOf = async () => (await library.heldUntil(as(), buyer.personId)).get(itemId)?.endsAt
  expect(await endOf()).toEqual(commerce.periodAfter(sandbox.time.now, 1))
  const deferred = await shop.sql`select starts_on::text, ends_on::text from deferred_lines d
    join orders o on o.id = d.order_id where o.number = ${number}`
  expect(deferred[0]).toEqual({ starts_on: '2026-11-22', ends_on: '2026-12-22' })
  await shop.buy(buyer, [itemId], 'wechat')
  expect(await endOf()).toEqual(commerce.periodAfter(sandbox.time.now, 2))
  expect(await shop.opens(buyer, itemId)).toBe(true)
  expect(await shop.booksAreRight()).toBe(true)
})

describe.each(['alipay', 'wechat'] as const)('With %s', (method) => {
  test('F59: three months renew by themselves, each by one order and one charge', async () => {
    const { agreementNo, buyer, itemId } = await shop.signed(method)
    expect(await shop.find(agreementNo)).toMatchObject({ status: 'active', agreement: 'signed' })
    for (let month = 1; month <= 3; month++) {
      await shop.live(31)
      expect(await shop.opens(buyer, itemId)).toBe(true)
    }
    const periods = await shop.periodsOf(agreementNo)
    expect(periods.map(({ status, total }) => [status, total])).toEqual(
      Array.from({ length: 3 }, () => ['paid', '2000']),
    )
    const charges = await shop.chargesOf(agreementNo)
    expect(charges.map(({ status }) => status)).toEqual(['settled', 'settled', 'settled'])
    expect(new Set(charges.map(({ outTradeNo }) => outTradeNo)).size).toBe(3)
    expect(await shop.booksAreRight()).toBe(true)
    expect((await commerce.verifyBooks(as(shop.worker))).findings).toEqual([])
  })

  test('F59: the job at four places at once, again and again, charges once', async () => {
    const { agreementNo } = await shop.signed(method)
    await dayBefore(agreementNo)
    for (let n = 0; n < 16; n++) {
      shop.pass(3 * HOUR)
      await shop.sql`update subscriptions set step_at = ${sandbox.time.now.toISOString()}
        where agreement_no = ${agreementNo}`
      await Promise.all([shop.work(), shop.work(), shop.work(), shop.work()])
      await sandbox.control.deliver()
    }
    expect(await shop.periodsOf(agreementNo)).toHaveLength(1)
    expect((await shop.chargesOf(agreementNo)).map(({ status }) => status)).toEqual(['settled'])
    expect(await shop.booksAreRight()).toBe(true)
  })

  test('F62: unsigned in the wallet, the notice lost: over, and never tried again', async () => {
    const { agreementNo, buyer, itemId } = await shop.signed(method)
    await dayBefore(agreementNo)
    if (method === 'alipay') sandbox.control.unsign({ agreementNo })
    else sandbox.control.endContract({ agreementNo, told: false })
    await shop.live(4)
    const found = await shop.find(agreementNo)
    expect(found).toMatchObject({ status: 'ended', agreement: 'ended', stepAt: null })
    expect(found.reason).toBe('agreement_ended')
    expect(await shop.opens(buyer, itemId)).toBe(false)
    await shop.live(40, 24 * HOUR)
    expect((await shop.chargesOf(agreementNo)).map(({ status }) => status)).toEqual(['closed'])
  })

  test('F62: unsigned and told: open to the end of what is paid, then over', async () => {
    const { agreementNo, buyer, itemId } = await shop.signed(method)
    const noticeUrl = `${shop.baseUrl}/app`
    if (method === 'alipay') sandbox.control.unsign({ agreementNo, noticeUrl })
    else sandbox.control.endContract({ agreementNo })
    await sandbox.control.deliver()
    expect(await shop.find(agreementNo)).toMatchObject({
      status: 'cancelled',
      agreement: 'ended',
    })
    await shop.live(20, 24 * HOUR)
    expect(await shop.opens(buyer, itemId)).toBe(true)
    await shop.live(12, 24 * HOUR)
    expect(await shop.opens(buyer, itemId)).toBe(false)
    expect(await shop.periodsOf(agreementNo)).toHaveLength(0)
  })

  test('F68: without money it is tried after 2, 5, 7, 7 days, told each time', async () => {
    const { agreementNo, buyer, itemId } = await shop.signed(method)
    const trouble = method === 'alipay' ? 'ACQ.BUYER_BALANCE_NOT_ENOUGH' : 'NOT_ENOUGH'
    if (method === 'alipay') sandbox.control.troubleAgreement({ agreementNo, code: trouble })
    else sandbox.control.troubleContract({ agreementNo, code: trouble })
    const mailsBefore = await shop.mails('续费没有成功')
    await shop.live(34)
    expect(await shop.find(agreementNo)).toMatchObject({ status: 'past_due' })
    expect(await shop.opens(buyer, itemId)).toBe(true)
    await shop.live(40)
    const charges = await shop.chargesOf(agreementNo)
    expect(charges.map(({ status }) => status)).toEqual(Array(5).fill('closed'))
    expect(await shop.find(agreementNo)).toMatchObject({ status: 'ended', reason: 'unpaid' })
    expect(await shop.opens(buyer, itemId)).toBe(false)
    expect((await shop.mails('续费没有成功')) - mailsBefore).toBe(4)
    expect((await shop.periodsOf(agreementNo)).map(({ status }) => status)).toEqual(['expired'])
  })

  test('F68: money on the second try: the period is paid as if nothing had been', async () => {
    const { agreementNo, buyer, itemId } = await shop.signed(method)
    const { currentPeriodEnd: end } = await shop.find(agreementNo)
    const set = (code: string | null) =>
      method === 'alipay'
        ? sandbox.control.troubleAgreement({ agreementNo, code })
        : sandbox.control.troubleContract({ agreementNo, code })
    set(method === 'alipay' ? 'ACQ.BUYER_BALANCE_NOT_ENOUGH' : 'NOT_ENOUGH')
    await shop.live(31)
    expect((await shop.find(agreementNo)).attempts).toBe(1)
    set(null)
    await shop.live(5)
    const found = await shop.find(agreementNo)
    expect(found).toMatchObject({ status: 'active', attempts: 0 })
    expect(found.currentPeriodEnd).toEqual(commerce.periodAfter(end, 1))
    expect(await shop.opens(buyer, itemId)).toBe(true)
    const grace = await shop.sql`select revoked_at from entitlements
      where item_id = ${itemId} and source_kind = 'grace'`
    expect(grace.every(({ revoked_at }) => revoked_at !== null)).toBe(true)
  })
})

test('F61: an agreement whose day is another one is moved and charged, in two tries', async () => {
  const { agreementNo } = await shop.signed('alipay')
  await dayBefore(agreementNo)
  const { recurring } = sandbox.providers.alipay
  const far = new Date(sandbox.time.now.getTime() + 20 * 86_400_000)
  expect(await recurring?.moveNextCharge?.(agreementNo, far)).toBe(true)
  await shop.live(2)
  expect(await shop.find(agreementNo)).toMatchObject({ status: 'active', windowTries: 0 })
  expect((await shop.chargesOf(agreementNo)).map(({ status }) => status)).toEqual(['settled'])
})

test('F61: a window that never comes ends in dunning, not in a loop', async () => {
  const { agreementNo } = await shop.signed('alipay')
  sandbox.control.troubleAgreement({ agreementNo, code: 'ACQ.CYCLE_PAY_DATE_NOT_MATCH' })
  await shop.live(36)
  const found = await shop.find(agreementNo)
  expect(found).toMatchObject({ status: 'past_due' })
  await shop.live(45)
  expect(await shop.find(agreementNo)).toMatchObject({ status: 'ended', stepAt: null })
  expect((await shop.chargesOf(agreementNo)).length).toBeLessThanOrEqual(5)
})

test('F63: a worker that slept through the notice announces later, then charges', async () => {
  const { agreementNo, buyer, itemId } = await shop.signed('wechat')
  const { currentPeriodEnd } = await shop.find(agreementNo)
  shop.pass(currentPeriodEnd.getTime() - sandbox.time.now.getTime() - HOUR)
  await shop.live(1)
  expect((await shop.find(agreementNo)).announcedFor).not.toBeNull()
  expect(await shop.opens(buyer, itemId)).toBe(true)
  expect(await shop.chargesOf(agreementNo)).toEqual([])
  await shop.live(3)
  expect((await shop.chargesOf(agreementNo)).map(({ status }) => status)).toEqual(['settled'])
})

test('F64: a deduction that takes a day is one deduction, and the item stays open', async () => {
  sandbox.control.permitNotices({ permitted: false })
  const { papay, ...wechat } = sandbox.simulators.wechat
  if (!papay) throw new Error('no papay')
  const quiet = wechatProvider({ ...wechat, papay: { ...papay, announces: false } }, sandbox.around)
  const rest = [sandbox.providers.alipay, sandbox.providers.stripe]
  payments.configureGateways([quiet, ...rest], () => sandbox.time.now)
  const { agreementNo, buyer, itemId } = await shop.signed('wechat')
  const { currentPeriodEnd } = await shop.find(agreementNo)
  shop.pass(currentPeriodEnd.getTime() - sandbox.time.now.getTime() - 12 * HOUR)
  let asked = 0
  while ((await shop.find(agreementNo)).currentPeriodEnd.getTime() === currentPeriodEnd.getTime()) {
    expect(asked++).toBeLessThan(80)
    shop.pass(HOUR)
    await shop.round()
    expect(await shop.opens(buyer, itemId)).toBe(true)
  }
  sandbox.control.permitNotices({ permitted: true })
  payments.configureGateways(Object.values(sandbox.providers), () => sandbox.time.now)
  const [charge, ...others] = await shop.chargesOf(agreementNo)
  expect(others).toEqual([])
  const taken = sandbox.control
    .trades()
    .filter(({ outTradeNo }) => outTradeNo === charge?.outTradeNo)
  expect(taken).toHaveLength(1)
})

test('F64: a payer’s money that is long on its way is asked for under one number', async () => {
  const { agreementNo, buyer, itemId } = await shop.signed('alipay')
  sandbox.control.troubleAgreement({ agreementNo, code: 'WAIT' })
  await dayBefore(agreementNo)
  await shop.live(2)
  const [charge, ...others] = await shop.chargesOf(agreementNo)
  expect(charge?.status).toBe('open')
  expect(others).toEqual([])
  expect(await shop.opens(buyer, itemId)).toBe(true)
  sandbox.control.pay({ provider: 'alipay', outTradeNo: charge?.outTradeNo ?? '', force: true })
  await shop.live(1)
  expect((await shop.chargesOf(agreementNo)).map(({ status }) => status)).toEqual(['settled'])
})

test('F67: a higher price is not charged, a lower one is, a new one is signed', async () => {
  const itemId = await shop.monthly('会涨价', 2000n)
  const { agreementNo, buyer } = await shop.signed('alipay', itemId)
  const price = (minor: bigint) => commerce.setPrice(as(shop.creator), itemId, money(minor, 'CNY'))
  await price(5000n)
  await shop.live(31)
  await price(1500n)
  await shop.live(31)
  expect((await shop.periodsOf(agreementNo)).map(({ total }) => total)).toEqual(['2000', '1500'])
  await price(5000n)
  const next = await shop.ask(buyer, itemId, 'alipay')
  expect(await shop.find(agreementNo)).toMatchObject({ status: 'active' })
  shop.sign({ provider: 'alipay', agreementNo: next.agreementNo })
  await shop.live(31)
  expect(await shop.find(agreementNo)).toMatchObject({ status: 'ended', agreement: 'ended' })
  expect((await shop.periodsOf(next.agreementNo)).map(({ total }) => total)).toEqual(['5000'])
  expect(await shop.periodsOf(agreementNo)).toHaveLength(2)
})
