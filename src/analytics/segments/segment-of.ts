import { eq } from 'drizzle-orm'
import { hasRole, isPerson } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { segmentMembers, segments } from '../tables.ts'
import type { SegmentKey } from './segment.ts'

/** Which group a person is in, for what is recommended to them; null for none. */
export async function segmentOf(ctx: Ctx, personId: string): Promise<SegmentKey | null> {
  if (!isPerson(ctx.actor, personId) && !hasRole(ctx.actor, 'owner')) throw forbidden()
  const [row] = await ctx.db
    .select({ key: segments.key })
    .from(segmentMembers)
    .innerJoin(segments, eq(segments.id, segmentMembers.segmentId))
    .where(eq(segmentMembers.personId, personId))
  return (row?.key as SegmentKey | undefined) ?? null
}
