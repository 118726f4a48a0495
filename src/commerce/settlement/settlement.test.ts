import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { items } from '#catalog/tables.ts'
import * as commerce from '#commerce'
import { newId } from '#kernel/ids.ts'
import { money } from '#kernel/money.ts'
import { getBalance, listTransfers, reverseTransfer } from '#ledger'
import { inTransaction } from '#platform/ctx.ts'
import { saveSettings } from '#platform/settings/settings.ts'
import { publishCourse } from '#tests/publish.ts'
import { selling } from '#tests/selling.ts'
import { openShop, PRICE } from '#tests/shop.ts'
import { loadOrder } from '../orders/queries.ts'
import { bookRefund } from '../settling/book-refund.ts'
import { bookSale } from '../settling/book-sale.ts'
import { unbookRefund } from '../settling/unbook-refund.ts'
import { orders } from '../tables.ts'

const shop = await openShop()
const { as, sql } = shop
const { member, sell, refund, owed, stages, settleAfter, DAY } = selling(shop)

async function itemOf(author: { personId: string }, amountMinor = PRICE): Promise<string> {
  const itemId = await shop.publish('文章', amountMinor)
  await shop.db.update(items).set({ authorId: author.personId }).where(eq(items.id, itemId))
  return itemId
}

async function sharesOf(orderId: string) {
  return sql`select role, person_id as "personId", amount_minor::text as amount,
    deferred_minor::text as deferred, refunded_minor::text as refunded
    from sale_shares where order_id = ${orderId} order by position, rank`
}

test('an ordinary sale is earned at once and held; the shares sum to the line', async () => {
  const author = await member('甲', 'creator')
  const sold = await sell(await itemOf(author))
  expect(await stages(author.personId)).toEqual({ deferred: 0n, held: PRICE, payable: 0n })
  expect(await sharesOf(sold.id)).toMatchObject([
    { role: 'author', personId: author.personId, amount: String(PRICE) },
  ])
})

test('the fee is the site’s rule, a creator’s own terms, and nothing for the owner', async () => {
  const [usual, special, owner] = [
    await member('乙', 'creator'),
    await member('丙', 'creator'),
    await member('店主', 'owner'),
  ]
  await saveSettings(as(shop.owner), { platformFeeBasisPoints: 1_000 })
  const special10 = { basisPoints: 500, fixedMinor: 10n }
  await commerce.setCreatorTerms(as(shop.owner), special.personId, special10)
  const income = await owed('platform-income')
  for (const author of [usual, special, owner]) await sell(await itemOf(author, 10_000n))
  await saveSettings(as(shop.owner), { platformFeeBasisPoints: 0 })
  expect((await stages(usual.personId)).held).toBe(9_000n)
  expect((await stages(special.personId)).held).toBe(9_490n)
  expect((await stages(owner.personId)).held).toBe(10_000n)
  expect((await owed('platform-income')) - income).toBe(1_510n)
})

test('collaborators share what is sold from then on, and give back their part', async () => {
  const [author, friend] = [await member('丁', 'creator'), await member('戊', 'creator')]
  const itemId = await itemOf(author, 9_999n)
  const [row] = await sql`select username from people where id = ${friend.personId}`
  const before = await sell(itemId)
  const split = [{ username: String(row?.username), basisPoints: 2_500 }]
  await commerce.setCollaborators(as(author), itemId, split)
  const after = await sell(itemId)
  expect((await stages(friend.personId)).held).toBe(2_500n)
  expect((await stages(author.personId)).held).toBe(9_999n + 7_499n)
  await refund(before.number)
  expect((await stages(friend.personId)).held).toBe(2_500n)
  await commerce.setCollaborators(as(author), itemId, [])
  await refund(after.number)
  expect(await stages(friend.personId)).toEqual({ deferred: 0n, held: 0n, payable: 0n })
  expect(await stages(author.personId)).toEqual({ deferred: 0n, held: 0n, payable: 0n })
  expect(await shop.booksAreRight()).toBe(true)
})

test('only the author and the owner say who shares, and only whole splits are taken', async () => {
  const [author, other] = [await member('己', 'creator'), await member('庚', 'creator')]
  const [row] = await sql`select username from people where id = ${other.personId}`
  const itemId = await itemOf(author)
  const username = String(row?.username)
  const set = (who: typeof author, ...parts: number[]) =>
    commerce.setCollaborators(
      as(who),
      itemId,
      parts.map((basisPoints) => ({ username, basisPoints })),
    )
  await expect(set(other, 100)).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(set(author, 10_001)).rejects.toMatchObject({ code: 'split.invalid' })
  await expect(set(author, 100, 100)).rejects.toMatchObject({ code: 'split.invalid' })
  await expect(set(author, -1)).rejects.toMatchObject({ code: 'split.invalid' })
  const [reader] = await sql`select username from people
    where id = ${(await shop.buyer('读者')).personId}`
  await expect(
    commerce.setCollaborators(as(author), itemId, [
      { username: String(reader?.username), basisPoints: 100 },
    ]),
  ).rejects.toMatchObject({ code: 'split.not_a_creator' })
  await set(shop.owner, 10_000)
  await sell(itemId)
  expect((await stages(other.personId)).held).toBe(PRICE)
})

test('F77: what is earned is released once after the hold, whoever repeats it', async () => {
  const author = await member('辛', 'creator')
  await sell(await itemOf(author))
  await settleAfter(6)
  expect((await stages(author.personId)).held).toBe(PRICE)
  shop.pass(DAY)
  const runs = Array.from({ length: 6 }, () => commerce.releaseHeld(as(shop.worker)))
  await Promise.all(runs)
  expect(await commerce.releaseHeld(as(shop.worker))).toBe(0)
  expect(await stages(author.personId)).toEqual({ deferred: 0n, held: 0n, payable: PRICE })
  const released = await listTransfers(as(shop.worker), `creator:${author.personId}`)
  expect(released.map(({ kind }) => kind)).toEqual(['released'])
})

test('F77: a settlement that dies half-way leaves the others for the next run', async () => {
  const [first, second] = [await member('壬', 'creator'), await member('癸', 'creator')]
  for (const author of [first, second]) await sell(await itemOf(author))
  await sql`create function die() returns trigger language plpgsql as
    $$ begin raise exception 'killed'; end $$`
  await sql.unsafe(`create trigger die before insert on ledger_entries for each row
    when (new.account = 'payable:${second.personId}') execute function die()`)
  await settleAfter(7)
  expect((await stages(first.personId)).payable).toBe(PRICE)
  expect(await stages(second.personId)).toEqual({ deferred: 0n, held: PRICE, payable: 0n })
  await sql`drop trigger die on ledger_entries`
  await commerce.releaseHeld(as(shop.worker))
  expect(await stages(second.personId)).toEqual({ deferred: 0n, held: 0n, payable: PRICE })
})

test('a refund takes from the hold before the release and from the payable after it', async () => {
  const author = await member('子', 'creator')
  const itemId = await itemOf(author)
  const [early, late] = [await sell(itemId), await sell(itemId)]
  await refund(early.number)
  expect(await stages(author.personId)).toEqual({ deferred: 0n, held: PRICE, payable: 0n })
  await settleAfter(7)
  await refund(late.number)
  expect(await stages(author.personId)).toEqual({ deferred: 0n, held: 0n, payable: 0n })
})

test('money paid for an unfinished series is earned lesson by lesson', async () => {
  const author = await member('丑', 'creator')
  const draft = await publishCourse(shop, author, '连载', [{ title: '一', source: '甲' }])
  await commerce.setPrice(as(author), draft.id, money(1_000n, 'CNY'))
  const promise = { plannedLessons: 3, promisedBy: '2026-12-31' }
  await commerce.setDeliveryPromise(as(author), draft.id, promise)
  const sold = await sell(draft.id)
  expect(await stages(author.personId)).toEqual({ deferred: 667n, held: 333n, payable: 0n })
  await commerce.recogniseEarnings(as(shop.worker))
  expect((await stages(author.personId)).held).toBe(333n)

  const { addLesson, saveLesson } = await import('#catalog')
  const chapter = draft.chapters[0]?.id ?? ''
  const add = async (title: string, source: string) => {
    const lesson = await addLesson(as(author), chapter, { title, kind: 'text' })
    await saveLesson(as(author), lesson.id, { title, source })
  }
  await add('空', '')
  await commerce.recogniseEarnings(as(shop.worker))
  expect((await stages(author.personId)).held).toBe(333n)
  await add('二', '乙')
  await Promise.all(Array.from({ length: 5 }, () => commerce.recogniseEarnings(as(shop.worker))))
  expect(await stages(author.personId)).toEqual({ deferred: 334n, held: 666n, payable: 0n })
  await add('三', '丙')
  await settleAfter(0)
  expect(await stages(author.personId)).toEqual({ deferred: 0n, held: 1_000n, payable: 0n })
  expect(await sell(draft.id)).toBeTruthy()
  expect((await stages(author.personId)).held).toBe(2_000n)
  await settleAfter(7)
  expect((await stages(author.personId)).payable).toBe(2_000n)
  await refund(sold.number)
  expect((await stages(author.personId)).payable).toBe(1_000n)
})

/** An order paid for `days` days from today, booked as a term. */
async function sellTerm(author: { personId: string }, amountMinor: bigint, days: number) {
  const sold = await shop.order(
    await shop.buyer('会员'),
    await itemOf(author, amountMinor),
    'alipay',
  )
  const today = shop.sandbox.time.now
  const day = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10)
  const terms = new Map([
    [
      0,
      {
        kind: 'term' as const,
        startsOn: day(today.getTime()),
        endsOn: day(today.getTime() + days * DAY),
        zone: 'Asia/Shanghai',
      },
    ],
  ])
  const order = await loadOrder(as(shop.worker), eq(orders.id, sold.placed.id))
  await inTransaction(as(shop.worker), (tx) => bookSale(tx, order, sold.charge, terms))
  return order
}

test('a term is earned day by day, the last fen with the last day, each day once', async () => {
  const author = await member('寅', 'creator')
  const order = await sellTerm(author, 1_000n, 3)
  expect(await stages(author.personId)).toEqual({ deferred: 1_000n, held: 0n, payable: 0n })
  const held: (bigint | undefined)[] = []
  for (let day = 1; day <= 4; day++) {
    shop.pass(DAY)
    await Promise.all([1, 2, 3].map(() => commerce.recogniseEarnings(as(shop.worker))))
    held.push((await stages(author.personId)).held)
  }
  expect(held).toEqual([333n, 666n, 1_000n, 1_000n])
  const booked = await listTransfers(as(shop.worker), `order:${order.id}`)
  expect(booked.filter(({ kind }) => kind === 'earned')).toHaveLength(3)
  await settleAfter(5)
  expect(await stages(author.personId)).toEqual({ deferred: 0n, held: 334n, payable: 666n })
})

test('a term given back in part earns the rest of its price over its days', async () => {
  const author = await member('卯', 'creator')
  const order = await sellTerm(author, 1_000n, 4)
  await settleAfter(1)
  const cut = { id: newId(shop.sandbox.time.now), currency: 'CNY' as const }
  const back = (id: typeof cut, amountMinor: bigint) =>
    inTransaction(as(shop.worker), (tx) =>
      bookRefund(tx, order, id, [{ position: 0, amountMinor }]),
    )
  await back(cut, 600n)
  expect(await stages(author.personId)).toEqual({ deferred: 150n, held: 250n, payable: 0n })
  await settleAfter(1)
  expect(await stages(author.personId)).toEqual({ deferred: 150n, held: 250n, payable: 0n })
  await inTransaction(as(shop.worker), (tx) => unbookRefund(tx, order, cut.id))
  await inTransaction(as(shop.worker), (tx) => unbookRefund(tx, order, cut.id))
  expect(await stages(author.personId)).toEqual({ deferred: 750n, held: 250n, payable: 0n })
  await settleAfter(0)
  expect(await stages(author.personId)).toEqual({ deferred: 500n, held: 500n, payable: 0n })
  await settleAfter(9)
  expect((await stages(author.personId)).deferred).toBe(0n)
  const more = { id: newId(shop.sandbox.time.now), currency: 'CNY' as const }
  await expect(back(more, 1_001n)).rejects.toMatchObject({ code: 'refund.exceeds_line' })
  await back(more, 999n)
  await back({ ...more, id: newId(shop.sandbox.time.now) }, 1n)
  expect(await stages(author.personId)).toEqual({ deferred: 0n, held: 0n, payable: 0n })
  expect(await shop.booksAreRight()).toBe(true)
})

test('the cents of a personal code go to rounding, not to a person', async () => {
  const author = await member('辰', 'creator')
  const sold = await shop.order(await shop.buyer('扫码'), await itemOf(author), 'alipay')
  const order = await loadOrder(as(shop.worker), eq(orders.id, sold.placed.id))
  const charge = { ...sold.charge, amountMinor: PRICE - 3n }
  await inTransaction(as(shop.worker), (tx) => bookSale(tx, order, charge))
  expect((await stages(author.personId)).held).toBe(PRICE)
  expect((await getBalance(as(shop.worker), 'rounding', 'CNY')).minor).toBe(3n)
})

test('the inverse of a transfer is booked once, and of none at all never', async () => {
  const author = await member('巳', 'creator')
  const sold = await sell(await itemOf(author))
  const [sale] = await sql`select key from ledger_transfers
    where subject = ${`order:${sold.id}`} and kind = 'sale'`
  const undo = { key: String(sale?.key), newKey: `undone:${sold.id}`, kind: 'adjustment' as const }
  expect(await reverseTransfer(as(shop.worker), undo)).toBe(true)
  expect(await reverseTransfer(as(shop.worker), undo)).toBe(false)
  expect((await stages(author.personId)).held).toBe(0n)
  await expect(reverseTransfer(as(shop.worker), { ...undo, key: 'none' })).rejects.toThrow('none')
})

test('the database refuses a share that changes hands, or gives more than it has', async () => {
  const sold = await sell(await itemOf(await member('午', 'creator')))
  const change = (set: string) =>
    sql.unsafe(`update sale_shares set ${set} where order_id = '${sold.id}'`)
  await expect(change('amount_minor = amount_minor + 1')).rejects.toThrow('never changes')
  await expect(change('refunded_minor = amount_minor + 1')).rejects.toThrow('sale_shares_within')
  await expect(change('deferred_minor = -1')).rejects.toThrow('sale_shares_within')
  await expect(sql`delete from sale_shares`).rejects.toThrow('never changes')
})

test('recognising and releasing is the worker’s, terms are the owner’s', async () => {
  const author = await member('未', 'creator')
  const forbidden = { kind: 'forbidden' }
  await expect(commerce.recogniseEarnings(as(shop.owner))).rejects.toMatchObject(forbidden)
  await expect(commerce.releaseHeld(as(author))).rejects.toMatchObject(forbidden)
  await expect(commerce.listCreatorTerms(as(author))).rejects.toMatchObject(forbidden)
  await expect(
    commerce.setCreatorTerms(as(author), author.personId, { basisPoints: 0, fixedMinor: 0n }),
  ).rejects.toMatchObject(forbidden)
})
