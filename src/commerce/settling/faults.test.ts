import { expect, test } from 'vitest'
import * as commerce from '#commerce'
import * as library from '#library'
import { consume } from '#platform/events/consume.ts'
import { connect, type Db } from '#platform/postgres/db.ts'
import { BASE, gatewayNames, openShop } from '#tests/shop.ts'

const shop = await openShop()
const { as, sandbox, sql } = shop

async function unpaid(method: (typeof gatewayNames)[number] = 'wechat') {
  const [buyer, itemId] = [await shop.buyer('买'), await shop.publish('书')]
  const { placed, ref } = await shop.order(buyer, itemId, method)
  return { buyer, itemId, ref, number: placed.number, orderId: placed.id }
}

async function paid(method: (typeof gatewayNames)[number] = 'wechat') {
  const order = await unpaid(method)
  sandbox.control.pay(order.ref)
  return { ...order, raw: shop.notice(order.ref) }
}

/** How often the effects of a payment happened. */
async function effects(orderId: string) {
  const [row] = await sql`select
    (select count(*)::int from entitlements where source_id = ${orderId}) as grants,
    (select count(*)::int from ledger_transfers
      where subject = ${`order:${orderId}`} and kind = 'sale') as sales`
  return row
}
const ONCE = { grants: 1, sales: 1 }
const NEVER = { grants: 0, sales: 0 }

test.each(gatewayNames)(
  'F03: %s sends twice while the first is still being settled: the second waits, both are acknowledged',
  async (method) => {
    const { buyer, orderId, raw } = await paid(method)
    const sends = await sql.begin(async (tx) => {
      const key = `purchases:${buyer.personId}`
      await tx`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`
      const both = [shop.deliver(method, raw), shop.deliver(method, raw)]
      await expect
        .poll(async () => {
          const [row] = await sql`select count(*)::int as n from pg_stat_activity
            where datname = current_database() and wait_event = 'advisory'`
          return row?.n
        })
        .toBe(2)
      expect(await effects(orderId)).toEqual(NEVER)
      return { both }
    })
    const answers = await Promise.all(sends.both)
    expect(answers.every(({ status }) => status < 300)).toBe(true)
    expect(await effects(orderId)).toEqual(ONCE)
  },
)

test('F04: the payment is told before the answer to the charge has come: it is found', async () => {
  const [buyer, itemId] = [await shop.buyer('早'), await shop.publish('书')]
  const { number, id } = await commerce.placeOrder(as(buyer), { itemId })
  sandbox.control.faults.set('wechat', { reply: { kind: 'dropReply', times: 1 } })
  const start = commerce.startPayment(as(buyer), number, { method: 'wechat', baseUrl: BASE })
  await expect(start).rejects.toMatchObject({ code: 'payment.gateway_unreachable' })
  const [charge] = await sql`select out_trade_no, status from charges where subject = ${id}`
  expect(charge?.status).toBe('creating')
  const ref = { provider: 'wechat', outTradeNo: String(charge?.out_trade_no) } as const
  sandbox.control.pay(ref)
  expect((await shop.deliver('wechat', shop.notice(ref))).status).toBeLessThan(300)
  expect(await effects(id)).toEqual(ONCE)
})

test.each(gatewayNames)(
  'F08: killed after the commit and before the receipt, %s tells it again and gets only that',
  async (method) => {
    const { orderId, raw } = await paid(method)
    await shop.deliver(method, raw)
    const again = await shop.deliver(method, raw)
    expect(again.status).toBeLessThan(300)
    expect(await effects(orderId)).toEqual(ONCE)
  },
)

test.each(gatewayNames)('F09: %s gets no receipt before the commit', async (method) => {
  const { orderId, raw } = await paid(method)
  const ctx = as()
  const db: Db = Object.assign(Object.create(ctx.db) as Db, {
    transaction: <T>(work: (tx: Db) => Promise<T>) =>
      ctx.db.transaction(async (tx) => {
        await work(tx)
        throw new Error('power lost')
      }),
  })
  await expect(commerce.takeNotification({ ...ctx, db }, method, raw)).rejects.toThrow('power lost')
  expect(await effects(orderId)).toEqual(NEVER)
  expect((await shop.deliver(method, raw)).status).toBeLessThan(300)
  expect(await effects(orderId)).toEqual(ONCE)
})

test.each(gatewayNames)(
  'F10: what %s tells of a number not known yet is not acknowledged, and later settles',
  async (method) => {
    const { orderId, ref, raw } = await paid(method)
    await sql`update charges set out_trade_no = 'H' || out_trade_no
      where out_trade_no = ${ref.outTradeNo}`
    expect((await shop.deliver(method, raw)).status).toBeGreaterThanOrEqual(400)
    await sql`update charges set out_trade_no = ${ref.outTradeNo}
      where out_trade_no = ${`H${ref.outTradeNo}`}`
    expect((await shop.deliver(method, raw)).status).toBeLessThan(300)
    expect(await effects(orderId)).toEqual(ONCE)
  },
)

test.each(gatewayNames)(
  'F14: %s tells of a payment long refunded: nothing moves',
  async (method) => {
    const { buyer, number, orderId, raw, ref } = await paid(method)
    await shop.deliver(method, raw)
    await commerce.refundOrder(as(shop.owner), number, { reason: '不合适', baseUrl: BASE })
    const refunds = sandbox.control.trades().find((one) => one.outTradeNo === ref.outTradeNo)
    for (const { outRefundNo } of refunds?.refunds ?? [])
      sandbox.control.settleRefund({ outRefundNo })
    shop.pass(3_600_000)
    await commerce.carryDueRefunds(as(shop.worker), BASE)
    expect((await commerce.getOrder(as(buyer), number)).status).toBe('refunded')
    const late = shop.notice(ref, { event: method === 'stripe' ? 'completed' : 'SUCCESS' })
    expect((await shop.deliver(method, late)).status).toBeLessThan(300)
    expect((await commerce.getOrder(as(buyer), number)).status).toBe('refunded')
    expect(await effects(orderId)).toEqual(ONCE)
  },
)

test('F41: nothing to pay is complete without a gateway, and nobody can make it so', async () => {
  const buyer = await shop.buyer('零')
  const [free, dear] = [await shop.publish('送', 0n), await shop.publish('卖', 990n)]
  const order = await commerce.placeOrder(as(buyer), { itemId: free, expectedTotalMinor: 0n })
  expect(order.status).toBe('paid')
  expect((await library.holds(as(buyer), [free])).has(free)).toBe(true)
  const forced = commerce.placeOrder(as(buyer), { itemId: dear, expectedTotalMinor: 0n })
  await expect(forced).rejects.toMatchObject({ code: 'order.price_changed' })
  const [charges] = await sql`select count(*)::int as n from charges where subject = ${order.id}`
  expect(charges?.n).toBe(0)
})

test('F45: a transaction that PostgreSQL sacrifices is run again, and nobody notices', async () => {
  const { orderId, raw } = await paid('alipay')
  await sql`create sequence losses`
  await sql`create function lose_races() returns trigger language plpgsql as $$
    begin
      if nextval('losses') <= 2 then
        raise exception 'lost a race' using errcode = 'serialization_failure';
      end if;
      return new;
    end $$`
  await sql`create trigger lose_races before insert on entitlements
    for each row execute function lose_races()`
  expect((await shop.deliver('alipay', raw)).status).toBe(200)
  await sql`drop trigger lose_races on entitlements`
  const [row] = await sql`select last_value::int as n from losses`
  expect(row?.n).toBe(3)
  expect(await effects(orderId)).toEqual(ONCE)
})

test.each(gatewayNames)(
  'F48: a refund that was decided and never reached %s is carried there by whoever comes next',
  async (method) => {
    const { number, raw, ref } = await paid(method)
    await shop.deliver(method, raw)
    sandbox.control.faults.set(method, { reply: { kind: 'dropRequest', times: 3 } })
    await commerce.refundOrder(as(shop.owner), number, { reason: '不合适', baseUrl: BASE })
    const refunds = () =>
      sandbox.control.trades().find((one) => one.outTradeNo === ref.outTradeNo)?.refunds
    expect(refunds()).toHaveLength(0)
    sandbox.control.faults.clear(method)
    shop.pass(3_600_000)
    await commerce.carryDueRefunds(as(shop.worker), BASE)
    expect(refunds()).toHaveLength(1)
    shop.pass(3_600_000)
    await commerce.carryDueRefunds(as(shop.worker), BASE)
    expect(refunds()).toHaveLength(1)
  },
)

test('F81: a consumer that dies after its mail writes it once in the end', async () => {
  const { buyer, raw } = await paid('wechat')
  await shop.deliver('wechat', raw)
  const [person] = await sql`select email from people where id = ${buyer.personId}`
  const mails = async () =>
    Number(
      (await sql`select count(*)::int as n from mails where recipient = ${person?.email}`)[0]?.n,
    )
  const dying = {
    name: 'dying',
    take: async (...[tx, event]: Parameters<typeof commerce.mailReceipt>) => {
      await commerce.mailReceipt(tx, event)
      throw new Error('power lost')
    },
  }
  const die = () => consume(as(shop.worker), dying).then(String, (error: Error) => error.message)
  await expect.poll(die, { timeout: 30_000, interval: 20 }).toBe('power lost')
  expect(await mails()).toBe(0)
  const whole = { name: 'dying', take: commerce.mailReceipt }
  await expect
    .poll(() => consume(as(shop.worker), whole).then(mails), { timeout: 30_000, interval: 20 })
    .toBe(1)
})

test.each(gatewayNames)(
  'F82: a database that only reads gives %s no receipt; nothing is half written',
  async (method) => {
    const { orderId, raw } = await paid(method)
    const connection = connect(shop.url, { max: 1 })
    await connection.sql`set session characteristics as transaction read only`
    const send = commerce.takeNotification({ ...as(), db: connection.db }, method, raw)
    await expect(send).rejects.toThrow()
    await connection.close()
    expect(await effects(orderId)).toEqual(NEVER)
    const [kept] = await sql`select count(*)::int as n from gateway_events
      where body = ${Buffer.from(raw.body)}`
    expect(kept?.n).toBe(0)
    expect((await shop.deliver(method, raw)).status).toBeLessThan(300)
    expect(await effects(orderId)).toEqual(ONCE)
  },
)
