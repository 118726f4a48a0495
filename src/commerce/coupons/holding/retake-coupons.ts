import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import type { Order } from '../../orders/order.ts'
import { couponCampaigns, couponGrants } from '../../tables.ts'
import { hasUsesLeft } from '../usable-coupons.ts'
import { holdCoupons } from './hold-coupons.ts'
import { lockLimitedCampaigns } from './lock-limited-campaigns.ts'

/**
 * Takes back what an order let go of when it ended, because its money came after all: all of its
 * coupons, or false and none. That a campaign ended meanwhile does not matter, the order was made
 * before; that another order holds or has used one does, and so does a limit that is reached.
 */
export async function retakeCoupons(tx: Ctx, order: Order): Promise<boolean> {
  const ids = order.lines.flatMap(({ couponId }) => couponId ?? [])
  if (ids.length === 0) return true
  await lockLimitedCampaigns(tx, order.buyerId)
  const free = await tx.db
    .select({ id: couponGrants.id })
    .from(couponGrants)
    .innerJoin(couponCampaigns, eq(couponCampaigns.id, couponGrants.campaignId))
    .where(and(inArray(couponGrants.id, ids), isNull(couponGrants.orderId), hasUsesLeft))
    .for('update', { of: couponGrants })
  if (free.length < ids.length) return false
  await holdCoupons(tx, order)
  return true
}
