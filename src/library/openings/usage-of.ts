import { and, count, eq, gte, inArray } from 'drizzle-orm'
import { lessons } from '#catalog/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { openings } from '../tables.ts'

/** Lessons opened, of those that are not free; an article is one lesson. */
export type Usage = { opened: number; of: number }

/** How much of each item a person opened since then. */
export async function usageOf(
  ctx: Ctx,
  personId: string,
  itemIds: string[],
  since: Date,
): Promise<Map<string, Usage>> {
  if (itemIds.length === 0) return new Map()
  const [sold, opened] = await Promise.all([
    ctx.db
      .select({ itemId: lessons.courseId, of: count() })
      .from(lessons)
      .where(and(inArray(lessons.courseId, itemIds), eq(lessons.freePreview, false)))
      .groupBy(lessons.courseId),
    ctx.db
      .select({ itemId: openings.itemId, opened: count() })
      .from(openings)
      .where(
        and(
          eq(openings.personId, personId),
          inArray(openings.itemId, itemIds),
          gte(openings.lastAt, since),
        ),
      )
      .groupBy(openings.itemId),
  ])
  return new Map(
    itemIds.map((id) => [
      id,
      {
        opened: opened.find(({ itemId }) => itemId === id)?.opened ?? 0,
        of: Math.max(1, sold.find(({ itemId }) => itemId === id)?.of ?? 1),
      },
    ]),
  )
}
