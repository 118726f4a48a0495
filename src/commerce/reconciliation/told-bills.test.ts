import { expect, test } from 'vitest'
import * as commerce from '#commerce'
import * as payments from '#payments'
import { passToNoon, reconcileAll, watchBooks } from '#tests/reconciling.ts'
import { openShop, PRICE } from '#tests/shop.ts'

type Line = payments.BillLine

/** A shop whose Alipay tells exactly these lines of every day that has some. */
async function shopTold() {
  const shop = await openShop()
  const bills = new Map<string, Line[]>()
  const { alipay } = shop.sandbox.providers
  const fetchBill = async (date: string, kind: payments.BillKind): Promise<payments.BillReply> => {
    const lines = bills.get(`${date} ${kind}`) ?? bills.get(date)
    return lines ? { kind: 'bill', lines: streamed(lines) } : { kind: 'empty' }
  }
  payments.configureGateways([{ ...alipay, fetchBill }], () => shop.sandbox.time.now)
  const today = () => new Date(shop.sandbox.time.now.getTime() + 8 * 3_600_000)
  return { shop, bills, books: watchBooks(shop), today: () => today().toISOString().slice(0, 10) }
}

async function* streamed(lines: Line[]): AsyncGenerator<Line> {
  yield* lines
}

function line(outTradeNo: string, change: Partial<Line> = {}): Line {
  return {
    kind: 'payment',
    outTradeNo,
    tradeNo: `T${outTradeNo}`,
    outRefundNo: null,
    currency: 'CNY',
    amountMinor: PRICE,
    feeE5: 119_400n,
    status: 'succeeded',
    at: null,
    ...change,
  }
}

test('F74: fees of five decimals are rounded, and sum to the bill’s total to the fen', async () => {
  const { shop, bills, books, today } = await shopTold()
  const itemId = await shop.publish('费')
  const bought = []
  for (let n = 0; n < 7; n += 1) {
    bought.push(await shop.buy(await shop.buyer('费'), [itemId], 'alipay'))
  }
  const date = today()
  const feeE5 = 76_000n
  bills.set(
    date,
    bought.map(({ ref }) => line(ref.outTradeNo, { feeE5 })),
  )
  await passToNoon(shop.sandbox)
  await reconcileAll(shop.as(shop.worker))
  expect((await books.sums('alipay'))['gateway-fees:alipay']).toBe(7n * 76n)

  const next = today()
  const more = []
  for (let n = 0; n < 7; n += 1) {
    more.push(await shop.buy(await shop.buyer('零'), [itemId], 'alipay'))
  }
  bills.set(
    next,
    more.map(({ ref }) => line(ref.outTradeNo, { feeE5: 76_433n })),
  )
  await passToNoon(shop.sandbox)
  await reconcileAll(shop.as(shop.worker))
  const sums = await books.sums('alipay')
  // Each is 76 fen by itself; together they are 535.031, of which 3 fen are rounding.
  expect(sums['gateway-fees:alipay']).toBe(14n * 76n)
  expect(sums.rounding).toBe(3n)
  expect(sums['gateway-receivable:alipay']).toBe(14n * PRICE - 7n * 76n - 535n)
  const [most] = await shop.sql`
    select max(abs(amount_minor))::int as n from ledger_entries where account = 'rounding'`
  expect(most?.n).toBe(1)
  expect(await shop.booksAreRight()).toBe(true)
  expect(await books.open()).toEqual([])
})

test('F71: a refund that the bill froze on its way is right, a failed one is not', async () => {
  const { shop, bills, books, today } = await shopTold()
  const itemId = await shop.publish('退')
  const [a, b] = [
    await shop.buy(await shop.buyer('退'), [itemId], 'alipay'),
    await shop.buy(await shop.buyer('退'), [itemId], 'alipay'),
  ]
  for (const { number } of [a, b]) {
    await commerce.refundOrder(shop.as(shop.owner), number, { reason: '退', baseUrl: 'http://x' })
  }
  await commerce.carryDueRefunds(shop.as(shop.worker), 'http://x')
  const [first, second] = await shop.sql`
    select r.out_refund_no as no from refunds r join charges c on c.id = r.charge_id
    order by c.id = ${a.charge.id} desc`
  const back = (from: typeof a, outRefundNo: string, status: Line['status']) =>
    line(from.ref.outTradeNo, { kind: 'refund', outRefundNo, status, feeE5: -119_400n })
  bills.set(today(), [
    line(a.ref.outTradeNo),
    line(b.ref.outTradeNo),
    back(a, first?.no, 'processing'),
    back(b, second?.no, 'failed'),
  ])
  await passToNoon(shop.sandbox)
  await reconcileAll(shop.as(shop.worker))
  expect(await books.about(first?.no)).toEqual([])
  expect(await books.about(second?.no)).toMatchObject([
    { kind: 'status', about: 'refund', state: 'open' },
  ])
})

test('F69: money given back at the gateway by hand is found, and waits in suspense', async () => {
  const { shop, bills, books, today } = await shopTold()
  const one = await shop.buy(await shop.buyer('手'), [await shop.publish('手')], 'alipay')
  const byHand = { kind: 'refund', outRefundNo: 'BYHAND1', feeE5: 0n, amountMinor: 100n } as const
  bills.set(today(), [line(one.ref.outTradeNo), line(one.ref.outTradeNo, byHand)])
  await passToNoon(shop.sandbox)
  await reconcileAll(shop.as(shop.worker))
  expect(await books.about('BYHAND1')).toMatchObject([
    { kind: 'missing_here', about: 'refund', state: 'open', theirs: '100', foreign: false },
  ])
  expect((await books.sums('alipay'))['suspense:alipay']).toBe(100n)
  expect(await shop.booksAreRight()).toBe(true)
})

test('a balance that moved otherwise than its trades is a difference of funds', async () => {
  const { shop, bills, books, today } = await shopTold()
  const one = await shop.buy(await shop.buyer('资'), [await shop.publish('资')], 'alipay')
  const date = today()
  const paid = line(one.ref.outTradeNo, { feeE5: 0n })
  const fee = line(one.ref.outTradeNo, { kind: 'fee', amountMinor: 0n })
  const withdrawn = line('', { kind: 'outgoing', amountMinor: 5_000n, feeE5: 0n })
  bills.set(`${date} trade`, [line(one.ref.outTradeNo)])
  bills.set(`${date} funds`, [paid, withdrawn])
  await passToNoon(shop.sandbox)
  await reconcileAll(shop.as(shop.worker))
  expect(await books.about('CNY')).toMatchObject([
    { kind: 'funds', state: 'open', theirs: '19900', ours: '19781' },
  ])
  bills.set(`${date} funds`, [paid, fee, withdrawn])
  const { account } = shop.sandbox.providers.alipay
  await payments.refetchBills(shop.as(shop.owner), { provider: 'alipay', account, date })
  await reconcileAll(shop.as(shop.worker))
  expect(await books.about('CNY')).toMatchObject([{ state: 'healed' }])
})

test('a bill of another day is no bill of this one', async () => {
  const { shop, bills, today } = await shopTold()
  const one = await shop.buy(await shop.buyer('旧'), [await shop.publish('旧')], 'alipay')
  const at = new Date(shop.sandbox.time.now.getTime() - 3 * 86_400_000)
  bills.set(today(), [line(one.ref.outTradeNo, { at })])
  await passToNoon(shop.sandbox)
  await commerce.reconcileDueBills(shop.as(shop.worker))
  const rows = await shop.sql`select error from bill_runs where kind = 'trade'`
  expect(rows).toMatchObject([{ error: 'bill.forged' }])
})

test('days in which the site was down are caught up, a few bills at a time', async () => {
  const { shop, books } = await shopTold()
  await shop.buy(await shop.buyer('停'), [await shop.publish('停')], 'alipay')
  shop.pass(10 * 86_400_000)
  expect(await commerce.reconcileDueBills(shop.as(shop.worker))).toBe(4)
  await reconcileAll(shop.as(shop.worker))
  const [row] = await shop.sql`
    select count(*)::int as n, bool_and(state = 'done') as done from bill_runs`
  expect(row).toEqual({ n: 20, done: true })
  // No bill of theirs has the payment.
  expect(await books.open()).toMatchObject([{ kind: 'missing_there' }])
})

test('two workers at once take each bill once', async () => {
  const { shop, bills, books, today } = await shopTold()
  const one = await shop.buy(await shop.buyer('双'), [await shop.publish('双')], 'alipay')
  bills.set(today(), [line(one.ref.outTradeNo)])
  await passToNoon(shop.sandbox)
  const taken = await Promise.all(
    [1, 2, 3].map(() => commerce.reconcileDueBills(shop.as(shop.worker))),
  )
  expect(taken.reduce((sum, n) => sum + n, 0)).toBe(2)
  const [row] = await shop.sql`select max(attempt)::int as most from bill_runs`
  expect(row?.most).toBe(1)
  expect(await books.open()).toEqual([])
})
