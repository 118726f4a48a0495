import { newId } from '#kernel/ids.ts'
import type { Currency } from '#kernel/money.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { ledgerEntries, ledgerTransfers } from '../tables.ts'

export type Posting = { account: string; amountMinor: bigint }
/** Why value moved; a dispute, an adjustment and a payout have their own way back. */
export const transferKinds = [
  ...(['sale', 'fee', 'refund', 'refund_settled', 'refund_failed', 'suspense'] as const),
  ...(['earned', 'released', 'payout', 'payout_paid', 'payout_failed', 'adjustment'] as const),
  ...(['dispute', 'dispute_lost', 'dispute_won'] as const),
] as const
export type TransferKind = (typeof transferKinds)[number]
export type Transfer = {
  /** The business cause (`sale:charge:…`): the same key is booked once, however often posted. */
  key: string
  kind: TransferKind
  subject: string
  currency: Currency
  postings: Posting[]
}

/**
 * Books balanced transfers of one cause together; returns how many were new, a key that is booked
 * already is left alone. Zero postings are dropped. The database refuses at commit what does not
 * sum to zero.
 */
export async function postTransfers(ctx: Ctx, transfers: Transfer[]): Promise<number> {
  const rows = transfers.flatMap(({ postings, currency, ...transfer }) => {
    const moved = postings.filter(({ amountMinor }) => amountMinor !== 0n)
    const id = newId(ctx.now)
    const entries = moved.map((posting) => ({ transferId: id, currency, ...posting }))
    return moved.length > 0 ? [{ transfer: { ...transfer, id, at: ctx.now }, entries }] : []
  })
  if (rows.length === 0) return 0
  return inTransaction(ctx, async (tx) => {
    const made = await tx.db
      .insert(ledgerTransfers)
      .values(rows.map(({ transfer }) => transfer))
      .onConflictDoNothing({ target: ledgerTransfers.key })
      .returning({ id: ledgerTransfers.id })
    const fresh = new Set(made.map(({ id }) => id))
    const entries = rows.flatMap((row) => (fresh.has(row.transfer.id) ? row.entries : []))
    if (entries.length > 0) await tx.db.insert(ledgerEntries).values(entries)
    return fresh.size
  })
}

/** Books one transfer; false when its key is booked already. */
export async function postTransfer(ctx: Ctx, transfer: Transfer): Promise<boolean> {
  return (await postTransfers(ctx, [transfer])) === 1
}
