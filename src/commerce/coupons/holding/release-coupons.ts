import { and, eq, isNull } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import type { Order } from '../../orders/order.ts'
import { couponGrants } from '../../tables.ts'

/** An order that ends unpaid gives back the coupons that it held; any number of times, once. */
export async function releaseCoupons(
  tx: Ctx,
  { id, lines }: Pick<Order, 'id' | 'lines'>,
): Promise<void> {
  if (lines.every(({ couponId }) => couponId === null)) return
  await tx.db
    .update(couponGrants)
    .set({ orderId: null, position: null })
    .where(and(eq(couponGrants.orderId, id), isNull(couponGrants.usedAt)))
}
