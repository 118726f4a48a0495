import { and, eq, isNull } from 'drizzle-orm'
import { forbidden, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { couponCampaigns } from '../../tables.ts'
import { mayGiveCoupons } from '../coupon.ts'

/**
 * No order takes a coupon of it any more; those that hold one already keep their price. Ended
 * already, nothing happens. Throws `coupon.not_found`.
 */
export async function endCampaign(ctx: Ctx, campaignId: string): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayGiveCoupons(ctx.actor)) throw forbidden()
  if (!isId(campaignId)) throw notFound('coupon.not_found')
  await inTransaction(ctx, async (tx) => {
    const isIt = eq(couponCampaigns.id, campaignId)
    const [ended] = await tx.db
      .update(couponCampaigns)
      .set({ endedAt: tx.now })
      .where(and(isIt, isNull(couponCampaigns.endedAt)))
      .returning({ id: couponCampaigns.id })
    if (!ended) {
      const [found] = await tx.db.select().from(couponCampaigns).where(isIt)
      if (!found) throw notFound('coupon.not_found')
      return
    }
    await audit(tx, 'coupon.campaign_ended', `campaign:${campaignId}`)
    await record(tx, { name: 'coupon.campaign_ended', campaignId })
  })
}
