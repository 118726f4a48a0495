import { eq } from 'drizzle-orm'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { segmentMembers, segments } from '../tables.ts'

/** The group of everybody who is in one, for what is learnt of groups. The platform's own work. */
export async function segmentsOfAll(ctx: Ctx): Promise<ReadonlyMap<string, string>> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  const rows = await ctx.db
    .select({ personId: segmentMembers.personId, key: segments.key })
    .from(segmentMembers)
    .innerJoin(segments, eq(segments.id, segmentMembers.segmentId))
  return new Map(rows.map(({ personId, key }) => [personId, key]))
}
