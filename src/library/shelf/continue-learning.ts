import { desc, eq } from 'drizzle-orm'
import * as catalog from '#catalog'
import { lessons } from '#catalog/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { courseProgress } from '../progress/course-progress.ts'
import { findAccess } from '../reading/find-access.ts'
import { lessonProgress } from '../tables.ts'

export type Continuation = {
  item: catalog.ItemCard
  lesson: { id: string; title: string }
  percent: number
}

/**
 * Where a person goes on: in the course they were last in, the lesson they stopped in or the next
 * one; null when that course is finished or no longer theirs.
 */
export async function continueLearning(ctx: Ctx): Promise<Continuation | null> {
  if (ctx.actor.kind !== 'person') return null
  const [last] = await ctx.db
    .select({ courseId: lessonProgress.courseId })
    .from(lessonProgress)
    .where(eq(lessonProgress.personId, ctx.actor.personId))
    .orderBy(desc(lessonProgress.updatedAt))
    .limit(1)
  if (!last) return null
  const { percent, resumeLessonId } = await courseProgress(ctx, last.courseId)
  const item = (await catalog.cardsOf(ctx, [last.courseId])).get(last.courseId)
  if (!item || !resumeLessonId || percent === 100) return null
  if ((await findAccess(ctx, last.courseId)).access === 'locked') return null
  const [lesson] = await ctx.db
    .select({ id: lessons.id, title: lessons.title })
    .from(lessons)
    .where(eq(lessons.id, resumeLessonId))
  return lesson ? { item, lesson, percent } : null
}
