import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import { isCurrency } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { couponCampaigns, couponGrants, openOrders } from '../tables.ts'
import type { Coupon } from './coupon.ts'

/** More than anybody weighs against each other; those that end first are weighed. */
const MAX_WEIGHED = 100

/**
 * The coupons that a person could spend on these items now, the first to end first. One that an
 * open order for one of these items holds is among them: that order gives way to the next one.
 */
export async function usableCoupons(
  ctx: Ctx,
  personId: string,
  itemIds: readonly string[],
): Promise<Coupon[]> {
  if (itemIds.length === 0) return []
  const replaced = ctx.db
    .select({ orderId: openOrders.orderId })
    .from(openOrders)
    .where(and(eq(openOrders.buyerId, personId), inArray(openOrders.itemId, [...itemIds])))
  const rows = await ctx.db
    .select({
      id: couponGrants.id,
      name: couponCampaigns.name,
      itemId: couponCampaigns.itemId,
      percentOff: couponCampaigns.percentOff,
      amountOffMinor: couponCampaigns.amountOffMinor,
      currency: couponCampaigns.currency,
      until: couponCampaigns.validUntil,
    })
    .from(couponGrants)
    .innerJoin(couponCampaigns, eq(couponCampaigns.id, couponGrants.campaignId))
    .where(
      and(
        eq(couponGrants.personId, personId),
        isNull(couponGrants.usedAt),
        or(isNull(couponGrants.orderId), inArray(couponGrants.orderId, replaced)),
        isNull(couponCampaigns.endedAt),
        gt(couponCampaigns.validUntil, ctx.now),
        or(isNull(couponCampaigns.itemId), inArray(couponCampaigns.itemId, [...itemIds])),
        hasUsesLeft,
      ),
    )
    .orderBy(asc(couponCampaigns.validUntil), asc(couponGrants.id))
    .limit(MAX_WEIGHED)
  return rows.flatMap(({ currency, ...row }) =>
    isCurrency(currency) ? [{ ...row, currency }] : [],
  )
}

/** Of the campaign of a grant, not counting that grant itself. */
export const hasUsesLeft = sql`(${couponCampaigns.maxUses} is null
  or (select count(*) from ${couponGrants} spent
    where spent.campaign_id = ${couponCampaigns.id} and spent.order_id is not null
    and spent.id <> ${couponGrants.id}) < ${couponCampaigns.maxUses})`
