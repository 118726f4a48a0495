import { describe, expect, test } from 'vitest'
import * as commerce from '#commerce'
import * as library from '#library'
import * as payments from '#payments'
import { passToNoon, reconcileAll, watchBooks } from '#tests/reconciling.ts'
import { gatewayNames, openShop, PRICE } from '#tests/shop.ts'

const shop = await openShop()
const { as, sandbox, sql } = shop
const books = watchBooks(shop)
const withBills = gatewayNames.filter((name) => sandbox.providers[name].fetchBill)
/** Stripe's list has the amounts of its own payments, and none of a payment it does not know. */
const withFiles = withBills.filter((name) => name !== 'stripe')
type BillFault = ReturnType<typeof sandbox.control.faults.bill>[number]
type Method = (typeof gatewayNames)[number]

const nextNoon = (days?: number) => passToNoon(sandbox, days)
const reconcile = () => reconcileAll(as(shop.worker))
const spoil = (method: Method, ...bill: BillFault[]) => sandbox.control.faults.set(method, { bill })

/** Every day has a purchase or two that nothing is wrong with. */
async function bought(method: Method, title = '书') {
  const buyer = await shop.buyer('买')
  const itemId = await shop.publish(title)
  const { number, ref, charge, placed } = await shop.buy(buyer, [itemId], method)
  return { buyer, itemId, number, ref, charge, orderId: placed.id, no: ref.outTradeNo }
}

/** A purchase of which no notification comes, and about which nobody asks. */
async function paidInSilence(method: Method) {
  const buyer = await shop.buyer('静')
  const itemId = await shop.publish('静')
  const { placed, charge, ref } = await shop.order(buyer, itemId, method)
  sandbox.control.pay(ref)
  return { buyer, itemId, number: placed.number, charge, ref, no: ref.outTradeNo }
}

const statusOf = async (number: string) => (await commerce.getOrder(as(shop.owner), number)).status
const holds = async ({ buyer, itemId }: Awaited<ReturnType<typeof paidInSilence>>) =>
  (await library.holds(as(buyer), [itemId])).has(itemId)
const grantsOf = async ({
  buyer,
  itemId,
}: Pick<Awaited<ReturnType<typeof bought>>, 'buyer' | 'itemId'>) => {
  const [row] = await sql`select count(*)::int as n from entitlements
    where person_id = ${buyer.personId} and item_id = ${itemId}`
  return row?.n
}

/** The worker's own way to have a bill fetched again, as a person asks for it. */
async function refetch(method: Method, paidAt: Date, around = [-1, 0, 1]) {
  const { account } = sandbox.providers[method]
  for (const date of daysAround(paidAt, around)) {
    await payments
      .refetchBills(as(shop.owner), { provider: method, account, date })
      .catch(() => undefined)
  }
  await reconcile()
}

const daysAround = (at: Date, around: number[]) =>
  around.map((days) => new Date(at.getTime() + days * 86_400_000).toISOString().slice(0, 10))

describe.each(withBills)('The bill of %s', (method) => {
  test('F69: a day without faults matches line by line, also when matched again', async () => {
    const paidAt = sandbox.time.now
    const one = await bought(method)
    await bought(method)
    await nextNoon()
    await reconcile()
    expect(await books.open()).toEqual([])
    const [row] = await sql`
      select sum(lines)::int as lines, sum(matched)::int as matched,
        bool_and(state = 'done') as done
      from bill_runs where provider = ${method} and kind = 'trade'`
    expect(row).toEqual({ lines: 2, matched: 2, done: true })
    const before = await books.transfers()
    await refetch(method, paidAt)
    expect(await books.transfers()).toBe(before)
    expect(await books.open()).toEqual([])
    expect(await grantsOf(one)).toBe(1)
    expect(await shop.booksAreRight()).toBe(true)
  })

  test('F06: when notices and polls fail, the next day’s bill settles and alarms', async () => {
    const [a, b] = [await paidInSilence(method), await paidInSilence(method)]
    await nextNoon()
    expect(await statusOf(a.number)).toBe('pending')
    const alarms = await books.alarms('bill.differs')
    await reconcile()
    expect(await books.alarms('bill.differs')).toBe(alarms + 1)
    for (const one of [a, b]) {
      expect(await statusOf(one.number)).toBe('paid')
      expect(await holds(one)).toBe(true)
      expect(await books.about(one.no)).toMatchObject([
        { kind: 'missing_here', state: 'healed', theirs: String(PRICE), note: 'asked' },
      ])
    }
    await shop.deliver(method, shop.notice(a.ref))
    expect(await grantsOf(a)).toBe(1)
    expect(await books.open()).toEqual([])
    expect(await shop.booksAreRight()).toBe(true)
  })

  test('F06: a bill alone opens nothing: an unreachable gateway is asked again later', async () => {
    const one = await paidInSilence(method)
    await nextNoon()
    while ((await commerce.reconcileDueBills(as(shop.worker))) > 0) expect(true).toBe(true)
    sandbox.control.faults.set(method, { reply: { kind: 'status', status: 500 } })
    await commerce.healDueDifferences(as(shop.worker))
    expect(await statusOf(one.number)).toBe('pending')
    expect(await books.about(one.no)).toMatchObject([{ state: 'open' }])
    sandbox.control.faults.clear(method)
    shop.pass(5 * 60_000)
    await reconcile()
    expect(await statusOf(one.number)).toBe('paid')
    expect(await books.open()).toEqual([])
  })

  test('F69: what no bill has is missing there once the days on both sides are read', async () => {
    const paidAt = sandbox.time.now
    const one = await bought(method)
    spoil(method, { kind: 'missingRow', outTradeNo: one.no })
    await nextNoon()
    await reconcile()
    expect(await books.about(one.no)).toEqual([])
    await nextNoon()
    await reconcile()
    if (method === 'stripe') await nextNoon().then(reconcile)
    expect(await books.about(one.no)).toMatchObject([
      { kind: 'missing_there', about: 'payment', state: 'open', ours: String(PRICE) },
    ])
    expect(await statusOf(one.number)).toBe('paid')
    sandbox.control.faults.clear(method)
    await refetch(method, paidAt)
    expect(await books.about(one.no)).toMatchObject([{ state: 'healed', note: 'gone' }])
    expect(await books.open()).toEqual([])
  })

  test('F69: a row that comes twice is one payment and one difference', async () => {
    const paidAt = sandbox.time.now
    const one = await bought(method)
    spoil(method, { kind: 'duplicateRow', outTradeNo: one.no })
    await nextNoon()
    await reconcile()
    if (method === 'stripe') await nextNoon().then(reconcile)
    await refetch(method, paidAt)
    expect(await books.about(one.no)).toMatchObject([{ kind: 'duplicate_row', state: 'open' }])
    expect(await grantsOf(one)).toBe(1)
    sandbox.control.faults.clear(method)
    await refetch(method, paidAt)
    expect(await books.open()).toEqual([])
  })

  test('F70: a payment at 23:59:59.9, heard of after midnight, is no difference', async () => {
    const offset = method === 'stripe' ? 0 : 8 * 3_600_000
    const now = sandbox.time.now.getTime()
    const midnight = (Math.floor((now + offset) / 86_400_000) + 1) * 86_400_000 - offset
    sandbox.time.now = new Date(midnight - 60_000)
    const one = await (async () => {
      const buyer = await shop.buyer('夜')
      return shop.order(buyer, await shop.publish('夜'), method)
    })()
    sandbox.time.now = new Date(midnight - 100)
    sandbox.control.pay(one.ref)
    shop.pass(10 * 60_000)
    await shop.deliver(method, shop.notice(one.ref))
    // Even a site that took its own moment for the gateway's finds it by its number.
    await sql`update charges set settled_at = ${new Date(midnight + 500).toISOString()}
      where id = ${one.charge.id}`
    for (const _ of [1, 2, 3]) {
      await nextNoon()
      await reconcile()
    }
    expect(await books.about(one.ref.outTradeNo)).toEqual([])
    expect(await books.open()).toEqual([])
  })

  test('F71: a refund is found by its number, whatever day it became final', async () => {
    const one = await bought(method)
    shop.pass(60_000)
    const refund = { reason: '不合适', baseUrl: 'http://localhost:3000' }
    await commerce.refundOrder(as(shop.owner), one.number, refund)
    await commerce.carryDueRefunds(as(shop.worker), refund.baseUrl)
    for (const trade of sandbox.control.trades()) {
      for (const { outRefundNo, status } of trade.refunds) {
        if (status === 'PROCESSING') sandbox.control.settleRefund({ outRefundNo })
      }
    }
    for (const _ of [1, 2, 3]) await nextNoon()
    await commerce.carryDueRefunds(as(shop.worker), refund.baseUrl)
    await sql`update refunds set finished_at = ${sandbox.time.now.toISOString()}
      where charge_id = ${one.charge.id}`
    for (const _ of [1, 2, 3]) {
      await nextNoon()
      await reconcile()
    }
    expect(await statusOf(one.number)).toBe('refunded')
    expect(await books.open()).toEqual([])
    expect(await shop.booksAreRight()).toBe(true)
  })

  test('F74: after the bill, the fees in the ledger are the bills’ to the minor unit', async () => {
    await nextNoon()
    await reconcile()
    const [told] = await sql`
      select coalesce(sum((sums->'CNY'->>'feeE5')::bigint), 0)::text as fees,
        count(*)::int as n
      from bill_runs where provider = ${method} and kind = 'trade' and state = 'done'`
    expect(told?.n).toBeGreaterThan(5)
    const [booked] = await sql`
      select coalesce(sum(amount_minor) filter (where account = 'rounding'), 0)::text as rounding,
        max(abs(amount_minor)) filter (where account = 'rounding')::int as most
      from ledger_entries where transfer_id in (
        select transfer_id from ledger_entries where account = ${`gateway-receivable:${method}`}
        intersect select id from ledger_transfers where key like 'fee-true:%')`
    // WeChat's five decimals leave a remainder, which is in its own account, a fen at most each.
    const fees = (await books.sums(method))[`gateway-fees:${method}`] ?? 0n
    const off = BigInt(told?.fees) - (fees + BigInt(booked?.rounding)) * 1000n
    expect(off < 0n ? -off : off).toBeLessThan(1000n)
    expect(booked?.most ?? 0).toBeLessThanOrEqual(1)
  })
})

describe.each(withFiles)('The file of %s', (method) => {
  test('F69: another amount stays open for a person, and changes nothing', async () => {
    const one = await bought(method)
    spoil(method, { kind: 'amountDelta', outTradeNo: one.no, deltaFen: -1 })
    await nextNoon()
    await reconcile()
    expect(await books.about(one.no)).toMatchObject([
      { kind: 'amount', state: 'open', theirs: String(PRICE - 1n), ours: String(PRICE) },
    ])
    expect(await statusOf(one.number)).toBe('paid')
    await close(one.no)
  })

  test('F69: a number that is not ours waits in suspense, once, and alarms', async () => {
    const paidAt = sandbox.time.now
    await bought(method)
    const no = `FOREIGN${method}0001`
    spoil(method, { kind: 'extraRow', outTradeNo: no, fen: 500 })
    await nextNoon()
    const alarms = await books.alarms('bill.differs')
    const suspense = async () => (await books.sums(method))[`suspense:${method}`] ?? 0n
    const before = await suspense()
    await reconcile()
    expect(await books.about(no)).toMatchObject([
      { kind: 'missing_here', state: 'open', theirs: '500', foreign: true },
    ])
    expect(await suspense()).toBe(before - 500n)
    expect(await books.alarms('bill.differs')).toBe(alarms + 1)
    await refetch(method, paidAt, [0])
    expect(await suspense()).toBe(before - 500n)
    expect(await books.alarms('bill.differs')).toBe(alarms + 1)
    expect(await shop.booksAreRight()).toBe(true)
    sandbox.control.faults.clear(method)
    await close(no)
  })

  test('F72, F73: a bill late, torn or a bomb changes nothing until it is whole', async () => {
    const one = await paidInSilence(method)
    await nextNoon()
    const common = ['late', 'expired', 'torn', 'noEnd', 'wrongSums', 'badChecksum', 'bomb'] as const
    // Only Alipay's file is an archive with names in it.
    const faults = method === 'alipay' ? ([...common, 'badPath'] as const) : common
    for (const kind of faults) {
      spoil(method, { kind })
      await reconcile()
      shop.pass(6 * 60_000 * 60)
      expect([kind, await statusOf(one.number)]).toEqual([kind, 'pending'])
      expect(await books.about(one.no)).toEqual([])
    }
    const [lines] = await sql`select count(*)::int as n from bill_lines where subject = ${one.no}`
    expect(lines?.n).toBe(0)
    expect(await books.alarms('bill.overdue')).toBeGreaterThan(0)
    spoil(method, { kind: 'utf8Bom' })
    await reconcile()
    expect(await statusOf(one.number)).toBe('paid')
    expect(await books.open()).toEqual([])
    sandbox.control.faults.clear(method)
    await nextNoon()
  })

  async function close(subject: string) {
    const [row] = await sql`
      select id from bill_differences where subject = ${subject} and state = 'open'`
    await commerce.resolveDifference(as(shop.owner), row?.id, '与平台核对过')
    sandbox.control.faults.clear(method)
    const left = await sql`select id from bill_differences where kind = 'funds' and state = 'open'`
    expect(left).toEqual([])
  }
})
