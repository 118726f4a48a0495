import { asc, eq } from 'drizzle-orm'
import { isCurrency } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { ledgerEntries, ledgerTransfers } from '../tables.ts'
import { postTransfer, type Transfer } from './post-transfer.ts'

/**
 * Books the exact inverse of the transfer `key` under `newKey`; false when that is booked already.
 * A transfer that does not exist cannot be undone: that is a bug of the caller and throws.
 */
export async function reverseTransfer(
  ctx: Ctx,
  { key, newKey, kind }: { key: string; newKey: string; kind: Transfer['kind'] },
): Promise<boolean> {
  const entries = await ctx.db
    .select({
      subject: ledgerTransfers.subject,
      account: ledgerEntries.account,
      currency: ledgerEntries.currency,
      amountMinor: ledgerEntries.amountMinor,
    })
    .from(ledgerTransfers)
    .innerJoin(ledgerEntries, eq(ledgerEntries.transferId, ledgerTransfers.id))
    .where(eq(ledgerTransfers.key, key))
    .orderBy(asc(ledgerEntries.id))
  const [first] = entries
  if (!first || !isCurrency(first.currency)) throw new Error(`no transfer ${key} to reverse`)
  return postTransfer(ctx, {
    key: newKey,
    kind,
    subject: first.subject,
    currency: first.currency,
    postings: entries.map(({ account, amountMinor }) => ({ account, amountMinor: -amountMinor })),
  })
}
