import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { items } from '#catalog/tables.ts'
import * as commerce from '#commerce'
import { money } from '#kernel/money.ts'
import { saveSettings } from '#platform/settings/settings.ts'
import { selling } from '#tests/selling.ts'
import { openShop, PRICE } from '#tests/shop.ts'
import { boundsOf, isMonth } from './statement.ts'

const shop = await openShop()
const { as } = shop
const { member, sell, refund, stages, settleAfter } = selling(shop)

async function itemOf({ personId }: { personId: string }, amountMinor = PRICE): Promise<string> {
  const itemId = await shop.publish('文章', amountMinor)
  await shop.db.update(items).set({ authorId: personId }).where(eq(items.id, itemId))
  return itemId
}

async function linesOf(statement: commerce.Statement, who: typeof shop.owner) {
  const lines: commerce.StatementLine[] = []
  for await (const page of commerce.streamStatementLines(as(who), statement)) lines.push(...page)
  return lines
}

test('a month is read from the ledger: its lines lead from opening to closing', async () => {
  await saveSettings(as(shop.owner), { platformFeeBasisPoints: 1_000 })
  const person = await member('甲', 'creator')
  const itemId = await itemOf(person, 10_000n)
  // The shop's clock starts on 22 November; the statement's months are November and December.
  const first = await sell(itemId)
  shop.pass(1_000)
  const second = await sell(itemId)
  shop.pass(1_000)
  await refund(first.number)
  await settleAfter(10)
  const third = await sell(itemId)
  await saveSettings(as(shop.owner), { platformFeeBasisPoints: 0 })
  await commerce.savePayoutAccount(
    as(person),
    { method: 'bank', account: '招商银行 62258888', name: '甲' },
    { autoFromMinor: null },
  )
  shop.pass(1_000)
  const payout = await commerce.requestPayout(as(person), { amountMinor: 5_000n })
  shop.pass(1_000)
  await commerce.cancelPayout(as(person), payout.number, '填错了')
  const november = await commerce.getStatement(as(person), {
    personId: person.personId,
    month: '2026-11',
  })
  const december = await commerce.getStatement(as(person), {
    personId: person.personId,
    month: '2026-12',
  })
  const told = (lines: commerce.StatementLine[]) =>
    lines.map(({ kind, number, amount }) => [kind, number, amount.minor])
  expect(told(await linesOf(november, person))).toEqual([
    ['sale', first.number, 10_000n],
    ['fee', first.number, -1_000n],
    ['sale', second.number, 10_000n],
    ['fee', second.number, -1_000n],
    ['refund', first.number, -10_000n],
    ['fee_returned', first.number, 1_000n],
  ])
  expect([november.opening.minor, november.closing.minor]).toEqual([0n, 9_000n])
  expect(december.opening).toEqual(november.closing)
  expect(told(await linesOf(december, person))).toEqual([
    ['sale', third.number, 10_000n],
    ['fee', third.number, -1_000n],
    ['payout', payout.number, -5_000n],
    ['payout_returned', payout.number, 5_000n],
  ])
  const { deferred = 0n, held = 0n, payable = 0n } = await stages(person.personId)
  expect(december.closing.minor).toBe(deferred + held + payable)
  expect(december.closing.minor).toBe(18_000n)
})

test('totals, lines and the ledger agree whatever happened, page by page', async () => {
  const person = await member('乙', 'creator')
  const itemId = await itemOf(person, 333n)
  for (let round = 0; round < 7; round++) {
    const sold = await sell(itemId)
    if (round % 3 === 0) await refund(sold.number)
  }
  const month = shop.sandbox.time.now.toISOString().slice(0, 7)
  const statement = await commerce.getStatement(as(shop.owner), {
    personId: person.personId,
    month,
  })
  const all = await linesOf(statement, shop.owner)
  const paged: commerce.StatementLine[] = []
  let after: string | undefined
  do {
    const page = await commerce.listStatementLines(as(person), statement, { after, limit: 2 })
    expect(page.items.length).toBeLessThanOrEqual(4)
    paged.push(...page.items)
    after = page.next ?? undefined
  } while (after)
  expect(paged).toEqual(all)
  const moved = all.reduce((sum, { amount }) => sum + amount.minor, 0n)
  expect(statement.opening.minor + moved).toBe(statement.closing.minor)
  expect(statement.totals.reduce((sum, { amount }) => sum + amount.minor, 0n)).toBe(moved)
  expect(statement.closing).toEqual(money(4n * 333n, 'CNY'))
})

test('a creator sees only their own, the owner everybody’s', async () => {
  const [person, other] = [await member('丙', 'creator'), await member('丁', 'creator')]
  const of = (who: typeof shop.owner) =>
    commerce.getStatement(as(who), { personId: person.personId, month: '2026-11' })
  await expect(of(other)).rejects.toMatchObject({ code: 'person.not_found' })
  await expect(of(await shop.buyer('读者'))).rejects.toMatchObject({ code: 'person.not_found' })
  expect((await of(shop.owner)).name).toBe('丙')
  const lie = { personId: person.personId, month: '2026-11' }
  await expect(
    commerce.getStatement(as(person), { ...lie, month: '2026-13' }),
  ).rejects.toMatchObject({ code: 'statement.bad_month' })
})

test('lines of a statement cannot be read past its own check', async () => {
  const [person, other] = [await member('戊', 'creator'), await member('己', 'creator')]
  const statement = await commerce.getStatement(as(person), {
    personId: person.personId,
    month: '2026-11',
  })
  await expect(commerce.listStatementLines(as(other), statement)).rejects.toMatchObject({
    code: 'person.not_found',
  })
})

test('a month begins and ends at midnight in Shanghai', () => {
  expect(boundsOf('2026-12')).toEqual({
    from: new Date('2026-11-30T16:00:00Z'),
    to: new Date('2026-12-31T16:00:00Z'),
  })
  expect(boundsOf('2028-02').to).toEqual(new Date('2028-02-29T16:00:00Z'))
  expect(['2026-01', '2026-13', '26-01', '2026-1', '2026-01-01'].map(isMonth)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})

test('the overview adds up: a creator’s own stages, the chart for the owner', async () => {
  const person = await member('庚', 'creator')
  await sell(await itemOf(person))
  const own = await commerce.getMoneyOverview(as(person))
  expect(own.own.held.minor).toBe(PRICE)
  expect([own.accounts, own.creators]).toEqual([null, null])
  const all = await commerce.getMoneyOverview(as(shop.owner))
  const side = { asset: 1n, expense: 1n, liability: -1n, income: -1n }
  const sum = all.accounts?.reduce(
    (total, { kind, balance }) => total + side[kind] * balance.minor,
    0n,
  )
  expect(sum).toBe(0n)
  expect(all.creators?.find(({ personId }) => personId === person.personId)).toMatchObject({
    name: '庚',
    pending: { minor: PRICE },
    payable: { minor: 0n },
  })
  expect(all.runs.length).toBeGreaterThan(0)
  await expect(commerce.getMoneyOverview(as(await shop.buyer('读者')))).rejects.toMatchObject({
    kind: 'forbidden',
  })
})
