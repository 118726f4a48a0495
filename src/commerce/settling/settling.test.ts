import { describe, expect, test } from 'vitest'
import * as commerce from '#commerce'
import * as library from '#library'
import { consume } from '#platform/events/consume.ts'
import { BASE, gatewayNames, openShop, PRICE } from '#tests/shop.ts'

const shop = await openShop()
const { as, sandbox, sql } = shop
const MINUTE = 60_000

async function counts(orderId: string) {
  const [row] = await sql`
    select (select count(*)::int from entitlements where source_id = ${orderId}) as grants,
      (select count(*)::int from charges
        where subject = ${orderId} and status = 'settled') as settled,
      (select count(*)::int from ledger_transfers
        where subject = ${`order:${orderId}`} and kind = 'sale') as sales,
      (select count(*)::int from order_history where order_id = ${orderId} and to_status = 'paid')
        as paid`
  return row
}
const ONCE = { grants: 1, settled: 1, sales: 1, paid: 1 }
const NEVER = { grants: 0, settled: 0, sales: 0, paid: 0 }

const altered = ['forge', 'tamper', 'foreignMerchant', 'amountDelta'] as const
/** Alipay's notifications carry no signed time that could be too old. */
const timed = [...altered, 'oldTimestamp'] as const
const lies = { alipay: altered, wechat: timed, stripe: timed }

describe.each(gatewayNames)('with %s', (method) => {
  test('a payment opens the item and is booked', async () => {
    const [buyer, itemId] = [await shop.buyer('a'), await shop.publish('一')]
    const { placed, ref } = await shop.order(buyer, itemId, method)
    sandbox.control.pay(ref)
    const receipt = await shop.deliver(method, shop.notice(ref))
    expect(receipt.status).toBeLessThan(300)
    expect(await counts(placed.id)).toEqual(ONCE)
    expect((await library.holds(as(buyer), [itemId])).has(itemId)).toBe(true)
    expect((await commerce.getOrder(as(buyer), placed.number)).status).toBe('paid')
    expect(await shop.booksAreRight()).toBe(true)
  })

  test('F02: the same notification 100 times, 32 at once, settles once', async () => {
    const [buyer, itemId] = [await shop.buyer('b'), await shop.publish('二')]
    const { placed, ref } = await shop.order(buyer, itemId, method)
    sandbox.control.pay(ref)
    const raw = shop.notice(ref)
    const statuses: number[] = []
    for (let round = 0; round < 4; round++) {
      const wave = Array.from({ length: round === 3 ? 4 : 32 }, () => shop.deliver(method, raw))
      statuses.push(...(await Promise.all(wave)).map(({ status }) => status))
    }
    expect(statuses).toHaveLength(100)
    expect(statuses.every((status) => status < 300)).toBe(true)
    expect(await counts(placed.id)).toEqual(ONCE)
    expect(await shop.booksAreRight()).toBe(true)
  })

  test('F05: notification, return page, poll and worker at one moment settle once', async () => {
    const [buyer, itemId] = [await shop.buyer('c'), await shop.publish('三')]
    const { placed, ref } = await shop.order(buyer, itemId, method)
    sandbox.control.pay(ref)
    shop.pass(6_000)
    await Promise.all([
      shop.deliver(method, shop.notice(ref)),
      commerce.checkPayment(as(buyer), placed.number),
      commerce.checkPayment(as(buyer), placed.number),
      commerce.askDueCharges(as(shop.worker)),
      shop.deliver(method, shop.notice(ref)),
    ])
    expect(await counts(placed.id)).toEqual(ONCE)
  })

  test('F06: with every notification lost, the payer’s return settles it', async () => {
    const [buyer, itemId] = [await shop.buyer('d'), await shop.publish('四')]
    const { placed, ref } = await shop.order(buyer, itemId, method)
    sandbox.control.pay(ref)
    expect(await commerce.checkPayment(as(buyer), placed.number)).toEqual({
      status: 'paid',
      settled: true,
    })
    expect(await counts(placed.id)).toEqual(ONCE)
  })

  test('F06: with the payer gone too, the worker finds it in its next round', async () => {
    const [buyer, itemId] = [await shop.buyer('e'), await shop.publish('五')]
    const { placed, ref } = await shop.order(buyer, itemId, method)
    sandbox.control.pay(ref)
    shop.pass(6_000)
    await commerce.askDueCharges(as(shop.worker))
    expect(await counts(placed.id)).toEqual(ONCE)
  })

  test.each(lies[method])(
    'F17–F25: a notification with %s opens nothing and leaves an audit row',
    async (alteration) => {
      const [buyer, itemId] = [await shop.buyer('f'), await shop.publish('六')]
      const { placed, ref } = await shop.order(buyer, itemId, method)
      const [before] = await sql`select count(*)::int as n from audit_log`
      const raw = shop.notice(ref, { alteration, deltaFen: -1 })
      const receipt = await shop.deliver(method, raw)
      expect(await counts(placed.id)).toEqual(NEVER)
      const [after] = await sql`select count(*)::int as n from audit_log`
      expect(after?.n).toBeGreaterThan(before?.n)
      if (alteration !== 'amountDelta') {
        expect(receipt.status).toBe(400)
        expect(receipt.body).not.toBe('success')
      }
      expect(await shop.booksAreRight()).toBe(true)
    },
  )

  test('F20: the notification of a cheap order opens nothing of a dear one', async () => {
    const buyer = await shop.buyer('g')
    const cheap = await shop.order(buyer, await shop.publish('便宜', 100n), method)
    const dear = await shop.order(buyer, await shop.publish('昂贵', 99_900n), method)
    sandbox.control.pay(cheap.ref)
    await shop.deliver(method, shop.notice(cheap.ref))
    expect(await counts(cheap.placed.id)).toEqual(ONCE)
    expect(await counts(dear.placed.id)).toEqual(NEVER)
  })

  test('F37: money that arrives after the order expired is honoured by default', async () => {
    const [buyer, itemId] = [await shop.buyer('h'), await shop.publish('七')]
    const { placed, ref } = await shop.order(buyer, itemId, method)
    shop.pass(31 * MINUTE)
    await commerce.expireOrders(as(shop.worker))
    expect((await commerce.getOrder(as(buyer), placed.number)).status).toBe('expired')
    sandbox.control.payLate(ref)
    await shop.deliver(method, shop.notice(ref, { event: 'SUCCESS' }))
    expect((await commerce.getOrder(as(buyer), placed.number)).status).toBe('paid')
    expect(await counts(placed.id)).toEqual(ONCE)
  })

  test('F46, F56, F58: refunded once by twenty clicks, locked, can be bought again', async () => {
    const [buyer, itemId] = [await shop.buyer('i'), await shop.publish('八')]
    const first = await shop.order(buyer, itemId, method)
    sandbox.control.pay(first.ref)
    await shop.deliver(method, shop.notice(first.ref))
    const click = () =>
      commerce.refundOrder(as(shop.owner), first.placed.number, { reason: '不合适', baseUrl: BASE })
    const clicks = await Promise.allSettled(Array.from({ length: 20 }, click))
    expect(clicks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (let round = 0; round < 5; round++) {
      shop.pass(2 * MINUTE)
      await sandbox.control.advance(0)
      await commerce.carryDueRefunds(as(shop.worker), BASE)
    }
    const refunded = await commerce.getOrder(as(buyer), first.placed.number)
    expect(refunded).toMatchObject({ status: 'refunded', refunded: { minor: PRICE } })
    expect((await library.holds(as(buyer), [itemId])).size).toBe(0)
    const [trade] = sandbox.control.trades().filter((t) => t.outTradeNo === first.ref.outTradeNo)
    expect(trade?.refunds).toHaveLength(1)
    const again = await shop.order(buyer, itemId, method)
    sandbox.control.pay(again.ref)
    await shop.deliver(method, shop.notice(again.ref))
    expect((await library.holds(as(buyer), [itemId])).has(itemId)).toBe(true)
    expect(await shop.booksAreRight()).toBe(true)
  })
})

test('F33: paid by both wallets, the second payment goes back by itself', async () => {
  const [buyer, itemId] = [await shop.buyer('j'), await shop.publish('九')]
  const first = await shop.order(buyer, itemId, 'alipay')
  const second = await shop.order(buyer, itemId, 'wechat')
  expect(second.placed.id).toBe(first.placed.id)
  sandbox.control.pay(first.ref)
  sandbox.control.pay(second.ref)
  await Promise.all([
    shop.deliver('alipay', shop.notice(first.ref)),
    shop.deliver('wechat', shop.notice(second.ref)),
  ])
  expect(await counts(first.placed.id)).toEqual(ONCE)
  for (let round = 0; round < 5; round++) {
    await commerce.carryDueRefunds(as(shop.worker), BASE)
    shop.pass(2 * MINUTE)
    await sandbox.control.advance(0)
  }
  const trades = sandbox.control
    .trades()
    .filter(({ outTradeNo }) => [first.ref.outTradeNo, second.ref.outTradeNo].includes(outTradeNo))
  expect(trades.flatMap(({ refunds }) => refunds)).toHaveLength(1)
  expect((await library.holds(as(buyer), [itemId])).has(itemId)).toBe(true)
  const [suspense] = await sql`
    select coalesce(sum(amount_minor), 0)::text as sum from ledger_entries
    where account like 'suspense:%' and transfer_id in (
      select id from ledger_transfers where subject = ${`order:${first.placed.id}`})`
  expect(suspense?.sum).toBe('0')
})

test('a buyer gets one receipt, however often the worker looks', async () => {
  const [buyer, itemId] = [await shop.buyer('s'), await shop.publish('回执')]
  const { placed, ref } = await shop.order(buyer, itemId, 'wechat')
  sandbox.control.pay(ref)
  await shop.deliver('wechat', shop.notice(ref))
  const receipts = { name: 'receipts', take: commerce.mailReceipt }
  const mailed = async () => {
    await consume(as(shop.worker), receipts)
    return sql`select subject, body from mails where subject like ${`%${placed.number}`}`
  }
  // The worker too waits for every older transaction, whoever has it open.
  await expect.poll(mailed, { timeout: 30_000, interval: 20 }).toHaveLength(1)
  const mails = [...(await mailed()), ...(await mailed())].slice(1)
  expect(mails).toHaveLength(1)
  expect(mails[0]?.body).toContain('回执')
})

test('F32: a double click, two tabs and two devices are one order and one charge', async () => {
  const [buyer, itemId] = [await shop.buyer('k'), await shop.publish('十')]
  const placed = await Promise.all(
    Array.from({ length: 12 }, () => commerce.placeOrder(as(buyer), { itemId })),
  )
  expect(new Set(placed.map(({ id }) => id)).size).toBe(1)
  const number = placed[0]?.number ?? ''
  const start = () => commerce.startPayment(as(buyer), number, { method: 'wechat', baseUrl: BASE })
  const started = await Promise.allSettled(Array.from({ length: 6 }, start))
  const codes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value.action] : []))
  expect(new Set(codes.map((action) => JSON.stringify(action))).size).toBe(1)
  const [row] =
    await sql`select count(*)::int as n from charges where subject = ${placed[0]?.id ?? ''}`
  expect(row?.n).toBe(1)
})

test('an order cannot be placed twice while its payment is just being settled', async () => {
  for (let round = 0; round < 8; round++) {
    const [buyer, itemId] = [await shop.buyer('q'), await shop.publish('同时')]
    const { ref } = await shop.order(buyer, itemId, 'wechat')
    sandbox.control.pay(ref)
    const again = () => commerce.placeOrder(as(buyer), { itemId }).catch(({ code }) => code)
    await Promise.all([again(), shop.deliver('wechat', shop.notice(ref)), again(), again()])
    const [row] =
      await sql`select count(*)::int as n from orders where buyer_id = ${buyer.personId}`
    expect(row?.n).toBe(1)
  }
})

test('what was bought meanwhile by another order is not sold twice', async () => {
  const [buyer, itemId] = [await shop.buyer('r'), await shop.publish('两单')]
  const old = await shop.order(buyer, itemId, 'wechat')
  shop.pass(31 * MINUTE)
  await commerce.expireOrders(as(shop.worker))
  const fresh = await shop.order(buyer, itemId, 'wechat')
  sandbox.control.pay({ ...old.ref, force: true })
  await shop.deliver('wechat', shop.notice(old.ref, { event: 'SUCCESS' }))
  expect((await commerce.getOrder(as(buyer), old.placed.number)).status).toBe('paid')
  sandbox.control.pay(fresh.ref)
  await shop.deliver('wechat', shop.notice(fresh.ref))
  expect((await commerce.getOrder(as(buyer), fresh.placed.number)).status).toBe('cancelled')
  expect(await counts(fresh.placed.id)).toMatchObject({ grants: 0, sales: 0 })
  await commerce.carryDueRefunds(as(shop.worker), BASE)
  const trade = sandbox.control.trades().find((t) => t.outTradeNo === fresh.ref.outTradeNo)
  expect(trade?.refunds).toHaveLength(1)
  expect(await shop.booksAreRight()).toBe(true)
})

test('F38: the price that was ordered is the price that is paid', async () => {
  const [buyer, itemId] = [await shop.buyer('l'), await shop.publish('十一')]
  const { placed, charge } = await shop.order(buyer, itemId, 'wechat')
  await commerce.setPrice(as(shop.creator), itemId, { minor: 1n, currency: 'CNY' })
  expect(placed.total.minor).toBe(PRICE)
  expect(charge.amountMinor).toBe(PRICE)
})

test('S20: nobody else sees, pays, cancels or refunds an order', async () => {
  const [buyer, other] = [await shop.buyer('m'), await shop.buyer('n')]
  const { placed } = await shop.order(buyer, await shop.publish('十二'), 'alipay')
  const { number } = placed
  const nothing = { code: 'order.not_found' }
  await expect(commerce.getOrder(as(other), number)).rejects.toMatchObject(nothing)
  await expect(commerce.cancelOrder(as(other), number)).rejects.toMatchObject(nothing)
  await expect(commerce.checkPayment(as(other), number)).rejects.toMatchObject(nothing)
  const pay = { method: 'alipay', baseUrl: BASE } as const
  await expect(commerce.startPayment(as(other), number, pay)).rejects.toMatchObject(nothing)
  const refund = { reason: '我想要', baseUrl: BASE }
  await expect(commerce.refundOrder(as(other), number, refund)).rejects.toMatchObject(nothing)
  await expect(commerce.refundOrder(as(buyer), number, refund)).rejects.toMatchObject({
    kind: 'forbidden',
  })
})

test('a row changed behind the platform’s back is noticed at its next use', async () => {
  const [buyer, itemId] = [await shop.buyer('o'), await shop.publish('十三')]
  const { placed } = await shop.order(buyer, itemId, 'alipay')
  await sql`update orders set total_minor = 1 where id = ${placed.id}`
  await expect(commerce.getOrder(as(buyer), placed.number)).rejects.toMatchObject({
    code: 'order.tampered',
  })
  const sound = await shop.order(await shop.buyer('p'), itemId, 'alipay')
  shop.pass(31 * MINUTE)
  await commerce.expireOrders(as(shop.worker))
  const [row] = await sql`select status from orders where id = ${sound.placed.id}`
  expect(row?.status).toBe('expired')
})
