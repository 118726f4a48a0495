import { desc } from 'drizzle-orm'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { maySeeAudience } from '../analysis/analysis.ts'
import { segments } from '../tables.ts'
import type { SegmentKey } from './segment.ts'

export type Segment = {
  id: string
  key: SegmentKey
  size: number
  centroid: Record<string, number>
}

/** The groups of the audience, largest first; none has fewer than five people. */
export async function listSegments(ctx: Ctx): Promise<Segment[]> {
  if (!maySeeAudience(ctx.actor)) throw forbidden()
  const { id, key, size, centroid } = segments
  const rows = await ctx.db
    .select({ id, key, size, centroid })
    .from(segments)
    .orderBy(desc(size), id)
  return rows.map((row) => ({ ...row, key: row.key as SegmentKey }))
}
