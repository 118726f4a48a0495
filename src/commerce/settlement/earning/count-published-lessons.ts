import { and, count, eq, isNotNull, ne, or } from 'drizzle-orm'
import { bodies, items, lessons } from '#catalog/tables.ts'
import type { Ctx } from '#platform/ctx.ts'

/** How many lessons of a course that is no draft have something in them. */
export async function countPublishedLessons(ctx: Ctx, courseId: string): Promise<number> {
  const [row] = await ctx.db
    .select({ count: count() })
    .from(lessons)
    .innerJoin(items, eq(items.id, lessons.courseId))
    .innerJoin(bodies, eq(bodies.id, lessons.bodyId))
    .where(
      and(
        eq(lessons.courseId, courseId),
        ne(items.status, 'draft'),
        or(isNotNull(lessons.mediaAssetId), ne(bodies.freeText, ''), ne(bodies.paidText, '')),
      ),
    )
  return row?.count ?? 0
}
