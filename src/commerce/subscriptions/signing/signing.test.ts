import { beforeEach, expect, test } from 'vitest'
import * as commerce from '#commerce'
import { openRenewalShop } from '#tests/renewing.ts'

const shop = await openRenewalShop()
const { as, sandbox } = shop
const HOUR = 3_600_000
const DAY = 24 * HOUR

beforeEach(async () => {
  shop.setDeaf(false)
  // Nobody of an earlier test is renewed along.
  await shop.sql`update subscriptions set status = 'ended', step_at = null`
})

const idOf = async (agreementNo: string) => (await shop.find(agreementNo)).id

test.each(['alipay', 'wechat'] as const)(
  'F65: the term paid with %s stays when the signature does not come, and the payer is told',
  async (method) => {
    const told = await shop.mails('没有开通')
    const { agreementNo, buyer, itemId } = await shop.asked(method)
    await shop.live(2)
    expect(await shop.find(agreementNo)).toMatchObject({ status: 'ended', reason: 'not_signed' })
    expect(await shop.opens(buyer, itemId)).toBe(true)
    expect(await shop.mails('没有开通')).toBe(told + 1)
    await shop.live(32, DAY)
    expect(await shop.opens(buyer, itemId)).toBe(false)
    expect(await shop.periodsOf(agreementNo)).toEqual([])
  },
)

test('F65: signed after we gave up waiting, it is ended at the gateway too', async () => {
  const made = await shop.asked('alipay')
  await shop.live(2)
  shop.sign(made)
  await shop.live(1)
  expect(await shop.find(made.agreementNo)).toMatchObject({ status: 'ended', agreement: 'ended' })
  const fact = await sandbox.providers.alipay.recurring?.queryAgreement(made.agreementNo)
  expect(['ended', 'not_found']).toContain(fact?.status)
})

test.each(['alipay', 'wechat', 'stripe'] as const)(
  'a signature at %s whose notice is lost is found by asking',
  async (method) => {
    const made = await shop.asked(method)
    shop.setDeaf(true)
    shop.sign(made)
    await shop.live(1)
    expect(await shop.find(made.agreementNo)).toMatchObject({
      status: 'active',
      agreement: 'signed',
    })
  },
)

test('F62: the word of a signature after the word of its end changes nothing', async () => {
  const made = await shop.asked('wechat')
  shop.setDeaf(true)
  shop.sign(made)
  const { recurring } = sandbox.providers.wechat
  const signed = await recurring?.queryAgreement(made.agreementNo)
  sandbox.control.endContract({ agreementNo: made.agreementNo })
  await sandbox.control.deliver()
  shop.setDeaf(false)
  const notices = sandbox.control.notifications().slice(-2).reverse()
  for (const { id } of notices) await sandbox.control.resend(id)
  await sandbox.control.deliver()
  expect(signed?.status).toBe('active')
  await shop.round()
  expect(await shop.find(made.agreementNo)).toMatchObject({ status: 'ended', agreement: 'ended' })
})

test('F67: turned off it runs to its end; turned on again before, it goes on', async () => {
  const { agreementNo, buyer, itemId } = await shop.signed('alipay')
  const id = await idOf(agreementNo)
  await shop.live(20, DAY)
  await commerce.cancelRenewal(as(buyer), id)
  await commerce.cancelRenewal(as(buyer), id)
  expect((await shop.find(agreementNo)).status).toBe('cancelled')
  expect(await commerce.listMyRenewals(as(buyer))).toMatchObject([
    { itemId, renewal: { status: 'cancelled', canResume: true } },
  ])
  await commerce.resumeRenewal(as(buyer), id)
  await shop.live(12)
  expect((await shop.periodsOf(agreementNo)).map(({ status }) => status)).toEqual(['paid'])
  await commerce.cancelRenewal(as(buyer), id)
  await shop.live(35, DAY)
  expect(await shop.find(agreementNo)).toMatchObject({ status: 'ended', agreement: 'ended' })
  expect(await shop.periodsOf(agreementNo)).toHaveLength(1)
  expect(await shop.opens(buyer, itemId)).toBe(false)
  await expect(commerce.resumeRenewal(as(buyer), id)).rejects.toMatchObject({
    code: 'renewal.sign_again',
  })
})

test('nobody else turns it on or off, and it needs a term to renew', async () => {
  const { agreementNo, itemId } = await shop.signed('alipay')
  const [id, other] = [await idOf(agreementNo), await shop.buyer('别人')]
  const refused = { code: 'renewal.not_found' }
  await expect(commerce.cancelRenewal(as(other), id)).rejects.toMatchObject(refused)
  await expect(commerce.resumeRenewal(as(other), id)).rejects.toMatchObject(refused)
  await expect(commerce.cancelRenewal(as(shop.owner), id)).rejects.toMatchObject(refused)
  await expect(shop.ask(other, itemId, 'alipay')).rejects.toMatchObject({ code: 'renewal.no_term' })
  const forGood = await shop.publish('永久')
  await shop.buy(other, [forGood], 'alipay')
  await expect(shop.ask(other, forGood, 'alipay')).rejects.toMatchObject({
    code: 'renewal.not_for_sale',
  })
})

test('a refunded term is not renewed', async () => {
  const itemId = await shop.monthly('退')
  const buyer = await shop.buyer('退者')
  const { number } = await shop.buy(buyer, [itemId], 'alipay')
  const { agreementNo } = await shop.ask(buyer, itemId, 'alipay')
  shop.sign({ provider: 'alipay', agreementNo })
  await sandbox.control.deliver()
  await commerce.refundOrder(as(shop.owner), number, { reason: '不合适', baseUrl: shop.baseUrl })
  await shop.live(34)
  expect(await shop.find(agreementNo)).toMatchObject({ status: 'ended', reason: 'refunded' })
  expect(await shop.chargesOf(agreementNo)).toEqual([])
})

test('a week and a day before a charge, and before an end without one, one mail each', async () => {
  const { agreementNo } = await shop.signed('alipay')
  const [week, day] = [await shop.mails('天后续费'), await shop.mails('在明天续费')]
  await shop.live(31)
  expect(await shop.mails('天后续费')).toBe(week + 1)
  expect(await shop.mails('在明天续费')).toBe(day + 1)
  expect((await shop.find(agreementNo)).status).toBe('active')
  await shop.sql`delete from renewal_notices`
  await shop.sql`delete from mails`
  await shop.sql`update subscriptions set status = 'ended', step_at = null`
  const itemId = await shop.monthly('不续')
  await shop.buy(await shop.buyer('不续者'), [itemId], 'wechat')
  await shop.live(32)
  expect(await shop.mails('《不续》还有 7 天到期')).toBe(1)
  expect(await shop.mails('《不续》明天到期')).toBe(1)
})

test('F59: Stripe renews by itself: one order for each invoice, told three times', async () => {
  sandbox.control.faults.set('stripe', { notify: { kind: 'dup', n: 3 } })
  const { agreementNo, buyer, itemId } = await shop.signed('stripe')
  await shop.live(63)
  sandbox.control.faults.clear()
  const periods = await shop.periodsOf(agreementNo)
  expect(periods.map(({ status, total }) => [status, total])).toEqual([
    ['paid', '2000'],
    ['paid', '2000'],
  ])
  expect((await shop.chargesOf(agreementNo)).map(({ status }) => status)).toEqual([
    'settled',
    'settled',
  ])
  expect(await shop.opens(buyer, itemId)).toBe(true)
  expect(await shop.booksAreRight()).toBe(true)
  await commerce.cancelRenewal(as(buyer), await idOf(agreementNo))
  await shop.live(40, DAY)
  expect(await shop.periodsOf(agreementNo)).toHaveLength(2)
  expect(await shop.find(agreementNo)).toMatchObject({ status: 'ended', agreement: 'ended' })
})

test('F66: a card that fails at Stripe is told of, bridged, and paid on a later try', async () => {
  const { agreementNo, buyer, itemId } = await shop.signed('stripe')
  const before = await shop.mails('续费没有成功')
  sandbox.control.card({ agreementNo, works: false })
  await shop.live(31)
  expect((await shop.find(agreementNo)).status).toBe('past_due')
  expect(await shop.opens(buyer, itemId)).toBe(true)
  expect(await shop.mails('续费没有成功')).toBe(before + 1)
  sandbox.control.card({ agreementNo, works: true })
  await shop.live(12)
  expect((await shop.find(agreementNo)).status).toBe('active')
  expect((await shop.periodsOf(agreementNo)).map(({ status }) => status)).toEqual(['paid'])
  expect(await shop.opens(buyer, itemId)).toBe(true)
})

test.each(['canceled', 'unpaid'] as const)(
  'F66: a card that never works again at Stripe (%s): over, and closed',
  async (afterRetries) => {
    const { agreementNo, buyer, itemId } = await shop.signed('stripe')
    sandbox.control.card({ agreementNo, works: false, afterRetries })
    await shop.live(80, 12 * HOUR)
    expect((await shop.find(agreementNo)).status).toBe('ended')
    expect(await shop.opens(buyer, itemId)).toBe(false)
    expect((await shop.periodsOf(agreementNo)).map(({ status }) => status)).toEqual(['expired'])
  },
)
