import { expect, test } from 'vitest'
import * as commerce from '#commerce'
import * as library from '#library'
import { connect } from '#platform/postgres/db.ts'
import { saveSettings } from '#platform/settings/settings.ts'
import { couponing } from '#tests/couponing.ts'
import { openRefundShop } from '#tests/refund-shop.ts'

const shop = await openRefundShop()
const { as, owner, worker, sandbox, sql, publish, buyer, order, deliver, notice, pass } = shop
const { campaign, give, grantsOf, stateOf } = couponing(shop)
type Person = Awaited<ReturnType<typeof buyer>>

const HALF = { percent: 50 }

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

async function holder(off: commerce.CampaignInput['off'] = HALF, change: object = {}) {
  const who = await buyer('有券的人')
  await give(await campaign(off, change), who)
  return who
}

test('F40: of 20 orders at one moment one has the coupon, the others the price', async () => {
  const who = await holder()
  const itemIds = await Promise.all(many(20, (n) => publish(`抢${n}`, 1_000n)))
  const placed = await Promise.all(
    itemIds.map((itemId) => commerce.placeOrder(as(who), { itemId })),
  )
  expect(placed.filter(({ total }) => total.minor === 500n)).toHaveLength(1)
  expect(placed.filter(({ total }) => total.minor === 1_000n)).toHaveLength(19)
  const cheap = placed.find(({ total }) => total.minor === 500n)
  expect(await grantsOf(who)).toMatchObject([{ orderId: cheap?.id, used: false }])
})

test('F40: two connections that saw the lower price do not both get it', async () => {
  const who = await holder()
  const [one, two] = [await publish('左', 1_000n), await publish('右', 1_000n)]
  const other = connect(shop.url, { max: 2 })
  const here = commerce.placeOrder(as(who), { itemId: one, expectedTotalMinor: 500n })
  const there = commerce.placeOrder(
    { ...as(who), db: other.db },
    { itemId: two, expectedTotalMinor: 500n },
  )
  const settled = await Promise.allSettled([here, there])
  await other.close()
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const lost = settled.find(({ status }) => status === 'rejected')
  expect(lost).toMatchObject({ reason: { code: 'order.price_changed' } })
})

test('F40: three uses serve 3 of 20 buyers, and the next when one cancels', async () => {
  const campaignId = await campaign(HALF, { maxUses: 3 })
  const people = await Promise.all(many(20, (n) => buyer(`人${n}`)))
  await give(campaignId, ...people)
  const itemId = await publish('限量', 1_000n)
  const placed = await Promise.all(people.map((who) => commerce.placeOrder(as(who), { itemId })))
  const cheap = placed.filter(({ total }) => total.minor === 500n)
  expect(cheap).toHaveLength(3)
  const loser = people.find((_, n) => placed[n]?.total.minor === 1_000n)
  const winner = people.find((_, n) => placed[n] === cheap[0])
  if (!loser || !winner) throw new Error('nobody')
  expect(await stateOf(loser)).toEqual(['over'])
  await commerce.cancelOrder(as(winner), cheap[0]?.number ?? '')
  expect((await commerce.placeOrder(as(loser), { itemId })).total.minor).toBe(500n)
  expect((await commerce.placeOrder(as(winner), { itemId })).total.minor).toBe(1_000n)
})

test('F40: late money goes back when the last use went to somebody else', async () => {
  const campaignId = await campaign(HALF, { maxUses: 1 })
  const [slow, quick] = [await buyer('慢'), await buyer('快')]
  await give(campaignId, slow, quick)
  const itemId = await publish('最后一张', 1_000n)
  const late = await order(slow, itemId, 'wechat')
  await commerce.cancelOrder(as(slow), late.placed.number)
  const { number } = await shop.buy(quick, [itemId], 'alipay')
  expect(await shop.statusOf(number)).toBe('paid')
  sandbox.control.pay(late.ref)
  await deliver('wechat', notice(late.ref))
  expect(await shop.statusOf(late.placed.number)).toBe('cancelled')
  expect((await library.holds(as(slow), [itemId])).size).toBe(0)
  expect(await shop.booksAreRight()).toBe(true)
})

test('F40: payment, cancelling and expiry at one moment use the coupon once', async () => {
  for (const method of ['alipay', 'wechat', 'stripe'] as const) {
    const who = await holder()
    const { ref, placed } = await order(who, await publish('同时', 1_000n), method)
    sandbox.control.pay(ref)
    pass(31 * 60_000)
    await Promise.allSettled([
      commerce.cancelOrder(as(who), placed.number),
      deliver(method, notice(ref)),
      commerce.expireOrders(as(worker)),
      commerce.checkPayment(as(who), placed.number),
      deliver(method, notice(ref)),
    ])
    await deliver(method, notice(ref))
    // Honoured late or paid in time: either way once, with its coupon.
    expect(await shop.statusOf(placed.number)).toBe('paid')
    expect(await grantsOf(who)).toMatchObject([{ orderId: placed.id, used: true }])
    expect((await library.holds(as(who), [placed.lines[0]?.itemId ?? ''])).size).toBe(1)
  }
  expect(await shop.booksAreRight()).toBe(true)
})

test('F40: a completion that fails leaves the coupon held, the next try uses it', async () => {
  const who = await holder({ amountMinor: 900n })
  const { ref, placed } = await order(who, await publish('断电', 1_000n), 'alipay')
  sandbox.control.pay(ref)
  await sql`create function power_cut() returns trigger language plpgsql as $$
    begin raise exception 'power cut'; end $$`
  await sql`create trigger power_cut before insert on sale_shares
    for each row execute function power_cut()`
  await deliver('alipay', notice(ref)).catch(() => undefined)
  await sql`drop trigger power_cut on sale_shares`
  expect(await grantsOf(who)).toMatchObject([{ orderId: placed.id, used: false }])
  await deliver('alipay', notice(ref))
  expect(await grantsOf(who)).toMatchObject([{ orderId: placed.id, used: true }])
})

test('the database itself keeps a coupon used, its limit, and a discount tied to it', async () => {
  const who = await holder(HALF, { maxUses: 1 })
  const { placed } = await shop.buy(who, [await publish('底线', 1_000n)], 'alipay')
  const [grant] = await grantsOf(who)
  const refused = { code: '23514' }
  const free = sql`update coupon_grants set order_id = null, position = null, used_at = null
    where id = ${grant?.id}`
  await expect(free).rejects.toMatchObject(refused)
  const gift = sql`update order_lines set discount_minor = 1, coupon_grant_id = null
    where order_id = ${placed.id}`
  await expect(gift).rejects.toMatchObject(refused)
  const second = await buyer('第二人')
  const [{ id } = { id: '' }] = await sql`select campaign_id as id from coupon_grants
    where id = ${grant?.id}`
  await give(id, second)
  const other = await commerce.placeOrder(as(second), { itemId: await publish('再', 1_000n) })
  const beyond = sql`update coupon_grants set order_id = ${other.id}, position = 0
    where person_id = ${second.personId}`
  await expect(beyond).rejects.toMatchObject(refused)
})

test('who goes takes unused coupons along; what an order used stays with it', async () => {
  const [unused, used] = [await holder(), await holder()]
  await shop.buy(used, [await publish('留下', 1_000n)], 'wechat')
  await sql`delete from people where id = ${unused.personId}`
  expect(await grantsOf(unused)).toEqual([])
  const gone = sql`delete from people where id = ${used.personId}`
  await expect(gone).rejects.toMatchObject({ code: '23503' })
  expect(await grantsOf(used)).toHaveLength(1)
})

test('F51: three lines, two with coupons, come back one by one to what was paid', async () => {
  const who = await buyer('分三次退')
  const itemIds = await Promise.all([333n, 4_567n, 9_999n].map((fen) => publish(`${fen}`, fen)))
  const campaigns = [await campaign({ percent: 10 }), await campaign({ percent: 33 })]
  for (const one of campaigns) await give(one, who)
  const { placed, number, ref } = await shop.buy(who, itemIds, 'wechat')
  // 33 % of the dearest, 10 % of the next: 3,299.67 and 456.7 fen, rounded down.
  expect(placed.lines.map(({ discount }) => discount.minor)).toEqual([0n, 456n, 3_299n])
  expect(placed.total.minor).toBe(11_144n)
  const preview = await commerce.previewRefund(as(who), number)
  expect(preview.lines.map((line) => line.couponShareMinor)).toEqual([0n, 456n, 3_299n])
  expect(preview.refund.minor).toBe(11_144n)
  let back = 0n
  for (const position of [2, 0, 1]) {
    const { refund } = await commerce.previewRefund(as(who), number, [position])
    const wish = { positions: [position], expectedMinor: refund.minor, reason: '退' }
    await commerce.returnItems(as(who), number, { ...wish, baseUrl: 'http://localhost:3000' })
    back += refund.minor
    await shop.carry()
  }
  expect(back).toBe(11_144n)
  expect(await shop.statusOf(number)).toBe('refunded')
  const atBank = shop.atGateway(ref.outTradeNo).map(({ fen }) => fen)
  expect(atBank.reduce((sum, fen) => sum + BigInt(fen), 0n)).toBe(11_144n)
  // Money goes back; a coupon that was used does not come again.
  expect(await stateOf(who)).toEqual(['used', 'used'])
  const { items } = await commerce.listCampaigns(as(owner))
  const income = items.flatMap((one) => (campaigns.includes(one.id) ? one.income.minor : []))
  expect(income).toEqual([0n, 0n])
  expect(await shop.booksAreRight()).toBe(true)
})

test('a person’s own code asks each holder for another amount below the lower price', async () => {
  await saveSettings(as(owner), { personalAlipayCode: 'https://qr.alipay.com/fkx01234' })
  const support = shop.support
  const itemId = await publish('收款码', 10_000n)
  const asked: { who: Person; number: string; minor: bigint }[] = []
  for (const who of [await holder(), await holder()]) {
    const { number } = await commerce.placeOrder(as(who), { itemId })
    const choice = { method: 'personal', baseUrl: 'http://localhost:3000' } as const
    await commerce.startPayment(as(who), number, choice)
    const { amount } = await commerce.getTransfer(as(who), number)
    asked.push({ who, number, minor: amount.minor })
  }
  expect(asked.map(({ minor }) => minor)).toEqual([5_000n, 4_999n])
  for (const { who, number, minor } of asked) {
    await commerce.submitProof(as(who), number, { note: '尾号 1234' })
    const { claimed } = await commerce.listTransfers(as(support))
    const proof = claimed.find((one) => one.orderNumber === number)?.proofId ?? ''
    await commerce.decideTransfer(as(support), proof, { approve: true, reason: '' })
    const [line] = (await commerce.previewRefund(as(who), number)).lines
    expect(line).toMatchObject({ paidMinor: minor, couponShareMinor: 5_000n })
  }
  expect(await shop.booksAreRight()).toBe(true)
})
