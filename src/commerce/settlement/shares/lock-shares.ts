import { and, asc, eq } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { heldLots, saleShares } from '../../tables.ts'
import type { LotRow, ShareRow } from './take-from-shares.ts'

/**
 * The shares of an order and their open lots, locked in this order by everyone who changes them.
 */
export async function lockShares(
  tx: Ctx,
  orderId: string,
  position?: number,
): Promise<{ shares: ShareRow[]; lots: LotRow[] }> {
  const shares = await tx.db
    .select()
    .from(saleShares)
    .where(
      and(
        eq(saleShares.orderId, orderId),
        position === undefined ? undefined : eq(saleShares.position, position),
      ),
    )
    .orderBy(asc(saleShares.position), asc(saleShares.rank))
    .for('update')
  const lots = await tx.db
    .select()
    .from(heldLots)
    .where(eq(heldLots.orderId, orderId))
    .orderBy(asc(heldLots.position), asc(heldLots.rank), asc(heldLots.day))
    .for('update')
  return { shares, lots }
}
