import { eq } from 'drizzle-orm'
import { reverseTransfer } from '#ledger'
import type { Ctx } from '#platform/ctx.ts'
import type { Order } from '../orders/order.ts'
import { lockShares } from '../settlement/shares/lock-shares.ts'
import { moveTakings } from '../settlement/shares/move-takings.ts'
import { refundTakings } from '../tables.ts'

/**
 * Undoes `bookRefund` for a refund that the gateway refused for good: the transfer is reversed
 * under `refund-failed:{id}` and every share has again what it gave; a second time does nothing.
 * Money returned through suspense has no shares: only its transfer is reversed.
 */
export async function unbookRefund(tx: Ctx, order: Order, refundId: string): Promise<void> {
  await giveBackToShares(tx, order, {
    id: refundId,
    key: `refund:${refundId}`,
    newKey: `refund-failed:${refundId}`,
    kind: 'refund_failed',
  })
}

/** The same for whatever else `giveFromShares` booked. */
export async function giveBackToShares(
  tx: Ctx,
  order: Order,
  { id, ...undoing }: { id: string } & Parameters<typeof reverseTransfer>[1],
): Promise<void> {
  await lockShares(tx, order.id)
  if (!(await reverseTransfer(tx, undoing))) return
  const takings = await tx.db.select().from(refundTakings).where(eq(refundTakings.refundId, id))
  await moveTakings(tx, takings, 'given back')
}
