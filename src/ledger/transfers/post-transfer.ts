import { newId } from '#kernel/ids.ts'
import type { Currency } from '#kernel/money.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { ledgerEntries, ledgerTransfers } from '../tables.ts'

export type Posting = { account: string; amountMinor: bigint }
export type Transfer = {
  /** The business cause (`sale:charge:…`): the same key is booked once, however often posted. */
  key: string
  kind: 'sale' | 'fee' | 'refund' | 'refund_settled' | 'refund_failed' | 'suspense'
  subject: string
  currency: Currency
  postings: Posting[]
}

/**
 * Books a balanced transfer; false when its key is booked already. Zero postings are dropped. The
 * database refuses at commit what does not sum to zero.
 */
export async function postTransfer(ctx: Ctx, transfer: Transfer): Promise<boolean> {
  const postings = transfer.postings.filter(({ amountMinor }) => amountMinor !== 0n)
  if (postings.length === 0) return false
  return inTransaction(ctx, async (tx) => {
    const id = newId(tx.now)
    const { key, kind, subject, currency } = transfer
    const [made] = await tx.db
      .insert(ledgerTransfers)
      .values({ id, key, kind, subject, at: tx.now })
      .onConflictDoNothing({ target: ledgerTransfers.key })
      .returning({ id: ledgerTransfers.id })
    if (!made) return false
    await tx.db
      .insert(ledgerEntries)
      .values(postings.map((posting) => ({ transferId: id, currency, ...posting })))
    return true
  })
}
