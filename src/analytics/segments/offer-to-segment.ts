import { eq } from 'drizzle-orm'
import * as commerce from '#commerce'
import { forbidden, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { maySeeNames } from '../analysis/analysis.ts'
import { segmentMembers, segments } from '../tables.ts'

export type SegmentOffer = { segmentId: string; campaignId: string }

/**
 * Gives a coupon of a campaign to who is in a segment now; who comes later gets none, and a second
 * time only who is new. Who does not wish to be looked at is asked of `unwilling` at that moment:
 * they may have said so after the segment was made. Throws `segment.not_found`, and what
 * `grantCoupons` throws.
 */
export async function offerToSegment(
  ctx: Ctx,
  { segmentId, campaignId }: SegmentOffer,
  unwilling: (ctx: Ctx) => Promise<ReadonlySet<string>> = async () => new Set(),
): Promise<{ given: number }> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!maySeeNames(ctx.actor)) throw forbidden()
  if (!isId(segmentId)) throw notFound('segment.not_found')
  return inTransaction(ctx, async (tx) => {
    const [segment] = await tx.db
      .select({ id: segments.id })
      .from(segments)
      .where(eq(segments.id, segmentId))
    if (!segment) throw notFound('segment.not_found')
    const members = await tx.db
      .select({ personId: segmentMembers.personId })
      .from(segmentMembers)
      .where(eq(segmentMembers.segmentId, segmentId))
    const without = await unwilling(tx)
    const personIds = members.map(({ personId }) => personId).filter((id) => !without.has(id))
    return commerce.grantCoupons(tx, { campaignId, personIds })
  })
}
