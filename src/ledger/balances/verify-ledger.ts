import { sql } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { ledgerEntries, ledgerTransfers } from '../tables.ts'

export type LedgerReport = { balanced: boolean; transfers: number; unbalanced: string[] }

/** Recomputes every transfer from its entries, trusting no trigger; names those that are off. */
export async function verifyLedger(ctx: Ctx): Promise<LedgerReport> {
  const off = await ctx.db
    .select({ key: ledgerTransfers.key })
    .from(ledgerTransfers)
    .leftJoin(ledgerEntries, sql`${ledgerEntries.transferId} = ${ledgerTransfers.id}`)
    .groupBy(ledgerTransfers.key, ledgerEntries.currency)
    .having(sql`coalesce(sum(${ledgerEntries.amountMinor}), 0) <> 0 or count(*) < 2`)
  const [all] = await ctx.db.select({ count: sql<string>`count(*)` }).from(ledgerTransfers)
  const unbalanced = [...new Set(off.map(({ key }) => key))]
  return { balanced: unbalanced.length === 0, transfers: Number(all?.count ?? 0), unbalanced }
}
