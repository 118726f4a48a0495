import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import * as catalog from '#catalog'
import { lessons } from '#catalog/tables.ts'
import { unauthenticated } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { inForce } from '../entitlements/entitlement.ts'
import { entitlements, lessonProgress } from '../tables.ts'

export type ShelfEntry = {
  item: catalog.ItemCard
  /** Completed lessons in percent; null for what has none. */
  percent: number | null
  resumeLessonId: string | null
  grantedAt: Date
}

/** More than a person owns on one creator's site; the page has no second part. */
const MAX_ENTRIES = 200

/** What a person holds, newest first, with how far they are, in a fixed number of queries. */
export async function listShelf(ctx: Ctx): Promise<ShelfEntry[]> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { personId } = ctx.actor
  const held = await ctx.db
    .select({
      itemId: entitlements.itemId,
      grantedAt: sql<Date>`max(${entitlements.startsAt})`.mapWith(entitlements.startsAt),
    })
    .from(entitlements)
    .where(and(eq(entitlements.personId, personId), inForce(ctx.now)))
    .groupBy(entitlements.itemId)
    .orderBy(desc(sql`max(${entitlements.startsAt})`))
    .limit(MAX_ENTRIES)
  const ids = held.map(({ itemId }) => itemId)
  const cards = await catalog.cardsOf(ctx, ids)
  const standing = await standingIn(ctx, personId, ids)
  return held.flatMap(({ itemId, grantedAt }) => {
    const item = cards.get(itemId)
    if (!item) return []
    const { percent, resumeLessonId } = standing.get(itemId) ?? {
      percent: null,
      resumeLessonId: null,
    }
    return [{ item, percent, resumeLessonId, grantedAt }]
  })
}

async function standingIn(ctx: Ctx, personId: string, courseIds: string[]) {
  const rows = courseIds.length
    ? await ctx.db
        .select({
          courseId: lessons.courseId,
          all: sql<number>`count(*)::int`,
          done: sql<number>`count(${lessonProgress.completedAt})::int`,
          last: sql<
            string | null
          >`(array_agg(${lessons.id} order by ${lessonProgress.updatedAt} desc)
            filter (where ${lessonProgress.updatedAt} is not null))[1]`,
        })
        .from(lessons)
        .leftJoin(
          lessonProgress,
          and(eq(lessonProgress.lessonId, lessons.id), eq(lessonProgress.personId, personId)),
        )
        .where(inArray(lessons.courseId, courseIds))
        .groupBy(lessons.courseId)
    : []
  return new Map(
    rows.map(({ courseId, all, done, last }) => [
      courseId,
      { percent: Math.floor((done * 100) / all), resumeLessonId: last },
    ]),
  )
}
