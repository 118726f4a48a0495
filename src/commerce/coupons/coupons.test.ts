import { expect, test } from 'vitest'
import * as commerce from '#commerce'
import * as library from '#library'
import { saveSettings } from '#platform/settings/settings.ts'
import { couponing } from '#tests/couponing.ts'
import { openRefundShop } from '#tests/refund-shop.ts'

const shop = await openRefundShop()
const { as, owner, creator, support, worker, sandbox, sql, publish, buyer, order, buy } = shop
const { deliver, notice, pass, booksAreRight } = shop
const { campaign, give, grantsOf, stateOf, DAY } = couponing(shop)
const HALF = { percent: 50 }

const place = (who: Awaited<ReturnType<typeof buyer>>, itemId: string, expected?: bigint) =>
  commerce.placeOrder(as(who), { itemId, expectedTotalMinor: expected })

async function holder(off: commerce.CampaignInput['off'] = HALF, change: object = {}) {
  const who = await buyer('有券的人')
  const campaignId = await campaign(off, change)
  await give(campaignId, who)
  return { who, campaignId }
}

test('only the owner makes, gives, ends and sees campaigns', async () => {
  const { campaignId, who } = await holder()
  const forbidden = { kind: 'forbidden' }
  for (const one of [who, creator, support]) {
    await expect(campaign(HALF, {}, one)).rejects.toMatchObject(forbidden)
    await expect(commerce.endCampaign(as(one), campaignId)).rejects.toMatchObject(forbidden)
    await expect(commerce.listCampaigns(as(one))).rejects.toMatchObject(forbidden)
    const taken = { campaignId, personIds: [one.personId] }
    await expect(commerce.grantCoupons(as(one), taken)).rejects.toMatchObject(forbidden)
  }
  const visitor = { kind: 'unauthenticated' }
  await expect(commerce.listMyCoupons(as())).rejects.toMatchObject(visitor)
  await expect(commerce.listCampaigns(as())).rejects.toMatchObject(visitor)
})

test.each([
  ['more than 90 %', { off: { percent: 91 } }, 'coupon.invalid'],
  ['no per cent', { off: { percent: 0 } }, 'coupon.invalid'],
  ['a part of a per cent', { off: { percent: 2.5 } }, 'coupon.invalid'],
  ['nothing', { off: { amountMinor: 0n } }, 'coupon.invalid'],
  ['both at once', { off: { percent: 10, amountMinor: 100n } }, 'coupon.invalid'],
  ['no name', { name: ' ' }, 'coupon.invalid'],
  ['no uses', { maxUses: 0 }, 'coupon.invalid'],
  ['an end in the past', { validUntil: new Date(0) }, 'coupon.bad_date'],
  ['an end in ten years', { validUntil: new Date('2099-01-01') }, 'coupon.bad_date'],
  ['an item that is none', { itemId: crypto.randomUUID() }, 'item.not_found'],
])('a campaign with %s is refused', async (_, change, code) => {
  await expect(campaign(HALF, change)).rejects.toMatchObject({ code })
})

test('a coupon is given once to a person, however often and at once', async () => {
  const campaignId = await campaign(HALF)
  const people = await Promise.all([buyer('甲'), buyer('乙'), buyer('丙')])
  const all = await Promise.all(Array.from({ length: 6 }, () => give(campaignId, ...people)))
  expect(all.reduce((sum, { given }) => sum + given, 0)).toBe(3)
  expect(await grantsOf(people[0] as (typeof people)[0])).toHaveLength(1)
  const noise = ['nobody', crypto.randomUUID()]
  const none = await commerce.grantCoupons(as(owner), { campaignId, personIds: noise })
  expect(none).toEqual({ given: 0 })
  const [told] = await sql`select sum((details->>'given')::int)::int as given from audit_log
    where action = 'coupon.granted' and subject = ${`campaign:${campaignId}`}`
  expect(told?.given).toBe(3)
})

test('what is over is given to nobody and takes nothing off', async () => {
  const { who, campaignId } = await holder()
  const itemId = await publish('结束', 1_000n)
  await commerce.endCampaign(as(owner), campaignId)
  await commerce.endCampaign(as(owner), campaignId)
  await expect(give(campaignId, who)).rejects.toMatchObject({ code: 'coupon.over' })
  expect((await commerce.quoteFor(as(who), [itemId])).total.minor).toBe(1_000n)
  expect(await stateOf(who)).toEqual(['over'])
  const { who: late } = await holder()
  const offer = await commerce.getOffer(as(late), itemId)
  expect(await commerce.findCouponPrice(as(late), offer)).toMatchObject({ amount: { minor: 500n } })
  expect(await commerce.findCouponPrice(as(), offer)).toBe(null)
  pass(11 * DAY)
  expect(await commerce.findCouponPrice(as(late), offer)).toBe(null)
  expect((await commerce.quoteFor(as(late), [itemId])).total.minor).toBe(1_000n)
})

test('an order holds a coupon, its completion uses it, and books what was paid', async () => {
  const { who, campaignId } = await holder({ percent: 15 })
  const itemId = await publish('九九', 9_999n)
  const { placed, number } = await buy(who, [itemId], 'wechat')
  expect(placed.total.minor).toBe(8_500n)
  expect(placed.lines[0]).toMatchObject({ amount: { minor: 8_500n }, discount: { minor: 1_499n } })
  expect(await stateOf(who)).toEqual(['used'])
  const [line] = (await commerce.getOrder(as(who), number)).lines
  expect(line?.discount.minor).toBe(1_499n)
  const [shares] = await sql`select sum(amount_minor)::int as sum from sale_shares
    where order_id = ${placed.id}`
  expect(shares?.sum).toBe(8_500)
  const { items } = await commerce.listCampaigns(as(owner))
  const row = items.find(({ id }) => id === campaignId)
  expect(row).toMatchObject({ given: 1, used: 1, income: { minor: 8_500n } })
  expect(await booksAreRight()).toBe(true)
})

test('many clicks are one order; a total that is not the quote’s is refused', async () => {
  const { who } = await holder()
  const itemId = await publish('两次', 1_000n)
  for (const forged of [0n, 1n, 499n, 501n, 1_000n]) {
    await expect(place(who, itemId, forged)).rejects.toMatchObject({ code: 'order.price_changed' })
  }
  expect(await stateOf(who)).toEqual(['usable'])
  const all = await Promise.all(Array.from({ length: 12 }, () => place(who, itemId, 500n)))
  expect(new Set(all.map(({ id }) => id)).size).toBe(1)
  expect(await stateOf(who)).toEqual(['held'])
})

test('F41: an amount that covers the price is a free order, and nobody can force it', async () => {
  const { who } = await holder({ amountMinor: 2_000n })
  const [itemId, dear] = [await publish('送你', 990n), await publish('不送', 5_000n)]
  const free = await place(who, itemId, 0n)
  expect(free).toMatchObject({ status: 'paid', total: { minor: 0n } })
  expect((await library.holds(as(who), [itemId])).has(itemId)).toBe(true)
  expect(await stateOf(who)).toEqual(['used'])
  await expect(place(who, dear, 3_000n)).rejects.toMatchObject({ code: 'order.price_changed' })
  const [charges] = await sql`select count(*)::int as n from charges where subject = ${free.id}`
  expect(charges?.n).toBe(0)
})

test('nobody spends another’s coupon, nor a discount written behind the order', async () => {
  const { who } = await holder()
  const other = await buyer('没有券')
  const itemId = await publish('别人的', 1_000n)
  expect((await commerce.quoteFor(as(other), [itemId])).total.minor).toBe(1_000n)
  const placed = await place(other, itemId)
  const [foreign] = await grantsOf(who)
  await sql`update order_lines set discount_minor = 900, amount_minor = 100,
    coupon_grant_id = ${foreign?.id} where order_id = ${placed.id}`
  const tampered = { code: 'order.tampered' }
  await expect(commerce.getOrder(as(other), placed.number)).rejects.toMatchObject(tampered)
})

test('giving up an order, and its end by time, give the coupon back', async () => {
  const { who } = await holder()
  const itemId = await publish('放弃', 1_000n)
  for (let round = 0; round < 3; round++) {
    const { number } = await place(who, itemId, 500n)
    expect(await stateOf(who)).toEqual(['held'])
    await commerce.cancelOrder(as(who), number)
    await commerce.cancelOrder(as(who), number)
    expect(await stateOf(who)).toEqual(['usable'])
  }
  await place(who, itemId, 500n)
  pass(31 * 60_000)
  await Promise.all([commerce.expireOrders(as(worker)), commerce.expireOrders(as(worker))])
  expect(await stateOf(who)).toEqual(['usable'])
})

test('an order that replaces another takes its coupon along', async () => {
  const { who } = await holder()
  const [one, two] = [await publish('换一', 1_000n), await publish('换二', 3_000n)]
  const first = await place(who, one, 500n)
  const both = await commerce.placeOrder(as(who), { itemId: one, also: [two] })
  // The dearer line is where the coupon takes off most.
  expect(both.lines.map(({ amount }) => amount.minor)).toEqual([1_000n, 1_500n])
  expect((await commerce.getOrder(as(who), first.number)).status).toBe('cancelled')
  expect(await grantsOf(who)).toMatchObject([{ orderId: both.id, used: false }])
})

test('an order keeps its price when the campaign ends before it is paid', async () => {
  const { who, campaignId } = await holder()
  const { ref, placed } = await order(who, await publish('守信', 1_000n), 'alipay')
  await commerce.endCampaign(as(owner), campaignId)
  sandbox.control.pay(ref)
  await deliver('alipay', notice(ref))
  expect((await commerce.getOrder(as(who), placed.number)).status).toBe('paid')
  expect(await stateOf(who)).toEqual(['used'])
})

test('late money is honoured with its coupon, if nobody else has that', async () => {
  const { who, campaignId } = await holder()
  const { ref, placed } = await order(who, await publish('晚到', 1_000n), 'wechat')
  await commerce.cancelOrder(as(who), placed.number)
  await commerce.endCampaign(as(owner), campaignId)
  sandbox.control.pay(ref)
  await Promise.all(Array.from({ length: 5 }, () => deliver('wechat', notice(ref))))
  expect((await commerce.getOrder(as(who), placed.number)).status).toBe('paid')
  expect(await grantsOf(who)).toMatchObject([{ orderId: placed.id, used: true }])
  expect(await booksAreRight()).toBe(true)
})

test.each(['holds', 'used'])(
  'F40: late money goes back when another order %s its coupon',
  async (how) => {
    const { who } = await holder()
    const [itemId, elsewhere] = [await publish('晚了', 1_000n), await publish('别处', 2_000n)]
    const { ref, placed } = await order(who, itemId, 'wechat')
    await commerce.cancelOrder(as(who), placed.number)
    const next = await order(who, elsewhere, 'alipay')
    expect(next.placed.total.minor).toBe(1_000n)
    if (how === 'used') {
      sandbox.control.pay(next.ref)
      await deliver('alipay', notice(next.ref))
    }
    sandbox.control.pay(ref)
    await deliver('wechat', notice(ref))
    await shop.carry()
    expect((await commerce.getOrder(as(who), placed.number)).status).toBe('cancelled')
    expect(await grantsOf(who)).toMatchObject([{ orderId: next.placed.id, used: how === 'used' }])
    expect((await library.holds(as(who), [itemId])).size).toBe(0)
    expect(shop.atGateway(ref.outTradeNo).map(({ status }) => status)).toEqual(['SUCCESS'])
    expect(await booksAreRight()).toBe(true)
  },
)

test('late money goes back, coupon or not, where the owner wants it so', async () => {
  const { who } = await holder()
  const { ref, placed } = await order(who, await publish('不收', 1_000n), 'alipay')
  await commerce.cancelOrder(as(who), placed.number)
  await saveSettings(as(owner), { latePayments: 'refund' })
  sandbox.control.pay(ref)
  await deliver('alipay', notice(ref))
  await saveSettings(as(owner), { latePayments: 'honour' })
  expect(await stateOf(who)).toEqual(['usable'])
})
