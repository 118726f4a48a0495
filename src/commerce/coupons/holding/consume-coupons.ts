import { and, eq, isNull } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import type { Order } from '../../orders/order.ts'
import { couponGrants } from '../../tables.ts'

/** The coupons that a completed order holds are used for good, all of them or the order is not. */
export async function consumeCoupons(tx: Ctx, { id, lines }: Order): Promise<void> {
  const named = lines.filter(({ couponId }) => couponId !== null).length
  if (named === 0) return
  const used = await tx.db
    .update(couponGrants)
    .set({ usedAt: tx.now })
    .where(and(eq(couponGrants.orderId, id), isNull(couponGrants.usedAt)))
    .returning({ id: couponGrants.id })
  if (used.length !== named) throw new Error(`order ${id} holds ${used.length} of ${named} coupons`)
}
