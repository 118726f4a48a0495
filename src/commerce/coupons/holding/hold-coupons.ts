import { and, eq, isNull } from 'drizzle-orm'
import { conflict } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { Order } from '../../orders/order.ts'
import { couponGrants } from '../../tables.ts'

/**
 * Ties the coupons that the order's lines name to those lines: each is its buyer's own and free, or
 * nothing happens at all. Throws `coupon.taken`.
 */
export async function holdCoupons(tx: Ctx, order: Order): Promise<void> {
  for (const [position, { couponId }] of order.lines.entries()) {
    if (couponId === null) continue
    const [held] = await tx.db
      .update(couponGrants)
      .set({ orderId: order.id, position })
      .where(
        and(
          eq(couponGrants.id, couponId),
          eq(couponGrants.personId, order.buyerId),
          isNull(couponGrants.orderId),
        ),
      )
      .returning({ id: couponGrants.id })
    if (!held) throw conflict('coupon.taken')
  }
}
