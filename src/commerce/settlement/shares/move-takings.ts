import { and, eq, sql } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { deferredLines, heldLots, saleShares } from '../../tables.ts'
import type { Taking } from './take-from-shares.ts'

/** Takes amounts out of shares and lots, or puts back what a failed refund had taken. */
export async function moveTakings(
  tx: Ctx,
  takings: readonly Taking[],
  direction: 'taken' | 'given back',
): Promise<void> {
  const sign = direction === 'taken' ? 1n : -1n
  for (const { orderId, position, rank, stage, day, amountMinor } of takings) {
    const signed = sign * amountMinor
    const deferred = stage === 'deferred' ? signed : 0n
    await tx.db
      .update(saleShares)
      .set({
        refundedMinor: sql`${saleShares.refundedMinor} + ${signed}`,
        deferredMinor: sql`${saleShares.deferredMinor} - ${deferred}`,
      })
      .where(
        and(
          eq(saleShares.orderId, orderId),
          eq(saleShares.position, position),
          eq(saleShares.rank, rank),
        ),
      )
    if (stage !== 'held' || !day) continue
    await tx.db
      .update(heldLots)
      .set({ leftMinor: sql`${heldLots.leftMinor} - ${signed}` })
      .where(
        and(
          eq(heldLots.orderId, orderId),
          eq(heldLots.position, position),
          eq(heldLots.rank, rank),
          eq(heldLots.day, day),
        ),
      )
  }
  const [first] = takings
  if (direction === 'taken' || !first) return
  // What is deferred again is looked at again, as if nothing had been recognised yet.
  await tx.db
    .update(deferredLines)
    .set({ mark: -1, closedAt: null })
    .where(eq(deferredLines.orderId, first.orderId))
}
