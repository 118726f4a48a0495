import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testDatabase } from '#tests/database.ts'
import { getBalance, ledgerAccounts, postTransfer, type Transfer, verifyLedger } from './index.ts'

const { ctx, sql } = await testDatabase()

function sale(key: string, amountMinor: bigint): Transfer {
  return {
    key,
    kind: 'sale',
    subject: 'order:1',
    currency: 'CNY',
    postings: [
      { account: ledgerAccounts.gatewayReceivable('alipay'), amountMinor },
      { account: ledgerAccounts.held('creator'), amountMinor: -amountMinor },
    ],
  }
}

test('fifty posts of one cause at once book it once', async () => {
  const posts = Array.from({ length: 50 }, () => postTransfer(ctx(), sale('sale:once', 1990n)))
  expect((await Promise.all(posts)).filter(Boolean)).toHaveLength(1)
  const balance = await getBalance(ctx(), 'held:creator', 'CNY')
  expect(balance).toEqual({ minor: -1990n, currency: 'CNY' })
})

test('F83: the database refuses a transfer that does not sum to zero', async () => {
  const lopsided = sale('sale:lopsided', 100n)
  lopsided.postings[0] = { account: 'gateway-receivable:alipay', amountMinor: 101n }
  await expect(postTransfer(ctx(), lopsided)).rejects.toThrow()
  const single = { ...sale('sale:single', 1n), postings: [{ account: 'x', amountMinor: 1n }] }
  await expect(postTransfer(ctx(), single)).rejects.toThrow()
})

test('the database refuses entries without a balance, even by hand', async () => {
  const bare = sql`insert into ledger_transfers (id, key, kind, subject, at)
    values (gen_random_uuid(), 'bare', 'sale', 's', now())`
  await expect(bare).rejects.toThrow(/does not balance/)
})

test.each([
  'update ledger_entries set amount_minor = amount_minor + 1',
  'delete from ledger_entries',
  'truncate ledger_entries',
  "update ledger_transfers set kind = 'fee'",
  'delete from ledger_transfers',
])('F83: the database refuses: %s', async (statement) => {
  await expect(sql.unsafe(statement)).rejects.toThrow(/append-only|foreign key/)
})

test('whatever balanced transfers are booked, the books sum to zero', async () => {
  let n = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.bigInt(-(10n ** 15n), 10n ** 15n), { maxLength: 6 }),
      async (amounts) => {
        const rest = -amounts.reduce((sum, amount) => sum + amount, 0n)
        const postings = [...amounts, rest].map((amountMinor, i) => ({
          account: `a:${i}`,
          amountMinor,
        }))
        const wanted = postings.some(({ amountMinor }) => amountMinor !== 0n)
        const posted = await postTransfer(ctx(), { ...sale(`p:${n++}`, 0n), postings })
        expect(posted).toBe(wanted)
      },
    ),
    { numRuns: 40 },
  )
  const [books] = await sql`select coalesce(sum(amount_minor), 0)::text as sum from ledger_entries`
  expect(books?.sum).toBe('0')
  expect(await verifyLedger(ctx())).toMatchObject({ balanced: true, unbalanced: [] })
})
