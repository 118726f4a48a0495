import { type AnyColumn, type SQL, sql } from 'drizzle-orm'
import { bodies, items, lessons } from '#catalog/tables.ts'

/** SQL: how many lessons of a published course have something in them. */
export function publishedLessons(itemId: AnyColumn | SQL): SQL<number> {
  return sql<number>`(select count(*)::int from ${lessons}
    join ${items} as course on course.id = ${lessons.courseId} and course.status <> 'draft'
    join ${bodies} on ${bodies.id} = ${lessons.bodyId}
    where ${lessons.courseId} = ${itemId} and (${lessons.mediaAssetId} is not null
      or ${bodies.freeText} <> '' or ${bodies.paidText} <> ''))`
}
