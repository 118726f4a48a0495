import { eq, inArray } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { conflict, forbidden, invalid, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId, newId } from '#kernel/ids.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { couponCampaigns, couponGrants } from '../../tables.ts'
import { mayGiveCoupons } from '../coupon.ts'

/** Rows of one statement: PostgreSQL binds 65,535 values at most, and five go with a row. */
const BATCH = 2_000
/** More people than one site of this kind gives something to at once. */
const MAX_PEOPLE = 200_000

export type Granting = { campaignId: string; personIds: readonly string[] }

/**
 * Gives one coupon of a campaign to each of these people, once in a lifetime: who has it, or has
 * used it, gets no second one. Returns how many are new. Owner only. Throws `coupon.not_found`,
 * `coupon.over`, `coupon.too_many_people`.
 */
export async function grantCoupons(
  ctx: Ctx,
  { campaignId, personIds }: Granting,
): Promise<{ given: number }> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayGiveCoupons(ctx.actor)) throw forbidden()
  if (!isId(campaignId)) throw notFound('coupon.not_found')
  const ids = [...new Set(personIds)].filter(isId).sort()
  if (ids.length > MAX_PEOPLE) throw invalid('coupon.too_many_people', { max: MAX_PEOPLE })
  return inTransaction(ctx, async (tx) => {
    await requireRunning(tx, campaignId)
    let given = 0
    for (let from = 0; from < ids.length; from += BATCH) {
      given += await grant(tx, campaignId, ids.slice(from, from + BATCH))
    }
    if (given > 0) {
      await audit(tx, 'coupon.granted', `campaign:${campaignId}`, { given })
      await record(tx, { name: 'coupon.granted', campaignId, given })
    }
    return { given }
  })
}

/** Its end waits until they are given, or was before. */
async function requireRunning(tx: Ctx, campaignId: string): Promise<void> {
  const [campaign] = await tx.db
    .select({ validUntil: couponCampaigns.validUntil, endedAt: couponCampaigns.endedAt })
    .from(couponCampaigns)
    .where(eq(couponCampaigns.id, campaignId))
    .for('share')
  if (!campaign) throw notFound('coupon.not_found')
  if (campaign.endedAt || campaign.validUntil <= tx.now) throw conflict('coupon.over')
}

/** Who is no person of this site, or no longer, is passed over. */
async function grant(tx: Ctx, campaignId: string, personIds: string[]): Promise<number> {
  const found = await tx.db
    .select({ id: people.id })
    .from(people)
    .where(inArray(people.id, personIds))
    .for('key share')
  if (found.length === 0) return 0
  const rows = await tx.db
    .insert(couponGrants)
    .values(
      found.map(({ id: personId }) => ({
        id: newId(tx.now),
        campaignId,
        personId,
        grantedAt: tx.now,
      })),
    )
    .onConflictDoNothing({ target: [couponGrants.campaignId, couponGrants.personId] })
    .returning({ id: couponGrants.id })
  return rows.length
}
