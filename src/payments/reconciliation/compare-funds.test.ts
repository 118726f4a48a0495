import { expect, test } from 'vitest'
import { newId } from '#kernel/ids.ts'
import { testDatabase } from '#tests/database.ts'
import { billRuns } from '../tables.ts'
import { compareFunds } from './compare-funds.ts'

const { ctx, db, sql } = await testDatabase()

/** A day of which both bills are read: what its trades sum to and what the balance moved by. */
async function day(account: string, date: string, trades: bigint, moved: bigint) {
  const made = []
  for (const [kind, sum] of [
    ['trade', trades],
    ['funds', moved],
  ] as const) {
    const [run] = await db
      .insert(billRuns)
      .values({
        id: newId(ctx().now),
        ...{ provider: 'wechat', account, date, kind, state: 'done' },
        sums: { CNY: { movedMinor: String(sum), feeMinor: '0' } } as never,
        createdAt: ctx().now,
        updatedAt: ctx().now,
      } as never)
      .returning()
    made.push(run)
  }
  const [run] = made
  if (run) await ctx().db.transaction((tx) => compareFunds({ ...ctx(), db: tx }, run))
}

const open = async (account: string) =>
  (
    await sql`select date from bill_differences
      where account = ${account} and state = 'open' order by date`
  ).map((row) => row.date)

test('what moves over midnight is a difference only while half of it is known', async () => {
  await day('a', '2026-03-01', 500n, 500n)
  await day('a', '2026-03-02', 900n, 1000n)
  expect(await open('a')).toEqual(['2026-03-02'])
  await day('a', '2026-03-03', 800n, 700n)
  expect(await open('a')).toEqual([])
})

test('money over two midnights in a row is made up too', async () => {
  await day('b', '2026-03-01', 500n, 510n)
  await day('b', '2026-03-02', 500n, 525n)
  expect(await open('b')).toEqual(['2026-03-01', '2026-03-02'])
  await day('b', '2026-03-03', 500n, 465n)
  expect(await open('b')).toEqual([])
})

test('a day that nothing makes up stays open, and no other day is blamed', async () => {
  await day('c', '2026-03-01', 500n, 500n)
  await day('c', '2026-03-02', 500n, 499n)
  await day('c', '2026-03-03', 500n, 500n)
  expect(await open('c')).toEqual(['2026-03-02'])
})

test('days with one between that is not read make nothing up', async () => {
  await day('d', '2026-03-01', 500n, 600n)
  await day('d', '2026-03-03', 500n, 400n)
  expect(await open('d')).toEqual(['2026-03-01', '2026-03-03'])
})
