import { and, eq, sql } from 'drizzle-orm'
import { type Currency, type Money, money } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { ledgerEntries } from '../tables.ts'

/** The sum of an account's entries: balances are derived, never stored. */
export async function getBalance(ctx: Ctx, account: string, currency: Currency): Promise<Money> {
  const [row] = await ctx.db
    .select({ sum: sql<string>`coalesce(sum(${ledgerEntries.amountMinor}), 0)` })
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.account, account), eq(ledgerEntries.currency, currency)))
  return money(BigInt(row?.sum ?? 0), currency)
}
