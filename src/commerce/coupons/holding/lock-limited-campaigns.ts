import { and, asc, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { couponCampaigns, couponGrants } from '../../tables.ts'

/**
 * Lets one buyer at a time spend from a campaign whose uses are counted, until the transaction
 * ends: those that this person could spend from, always in the same order. Taken under the
 * person's lock on purchases, before it is counted.
 */
export async function lockLimitedCampaigns(tx: Ctx, personId: string): Promise<void> {
  const own = tx.db
    .select({ id: couponGrants.campaignId })
    .from(couponGrants)
    .where(and(eq(couponGrants.personId, personId), isNull(couponGrants.usedAt)))
  await tx.db
    .select({ id: couponCampaigns.id })
    .from(couponCampaigns)
    .where(and(isNotNull(couponCampaigns.maxUses), inArray(couponCampaigns.id, own)))
    .orderBy(asc(couponCampaigns.id))
    .for('no key update')
}
