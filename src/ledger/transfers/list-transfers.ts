import { asc, eq, inArray } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { ledgerEntries, ledgerTransfers } from '../tables.ts'

export type BookedTransfer = {
  key: string
  kind: string
  at: Date
  entries: { account: string; currency: string; amountMinor: bigint }[]
}

/** What was booked for a subject (an order), oldest first. */
export async function listTransfers(ctx: Ctx, subject: string): Promise<BookedTransfer[]> {
  const transfers = await ctx.db
    .select()
    .from(ledgerTransfers)
    .where(eq(ledgerTransfers.subject, subject))
    .orderBy(asc(ledgerTransfers.id))
  const ids = transfers.map(({ id }) => id)
  const entries = ids.length
    ? await ctx.db
        .select()
        .from(ledgerEntries)
        .where(inArray(ledgerEntries.transferId, ids))
        .orderBy(asc(ledgerEntries.id))
    : []
  return transfers.map(({ id, key, kind, at }) => ({
    key,
    kind,
    at,
    entries: entries
      .filter(({ transferId }) => transferId === id)
      .map(({ account, currency, amountMinor }) => ({ account, currency, amountMinor })),
  }))
}
