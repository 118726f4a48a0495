import { and, desc, eq, isNull } from 'drizzle-orm'
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

/** The lesson a person was last in and has not finished, if they may still open it. */
export async function continueLearning(ctx: Ctx): Promise<Continuation | null> {
  if (ctx.actor.kind !== 'person') return null
  const [last] = await ctx.db
    .select({ lessonId: lessons.id, title: lessons.title, courseId: lessons.courseId })
    .from(lessonProgress)
    .innerJoin(lessons, eq(lessons.id, lessonProgress.lessonId))
    .where(and(eq(lessonProgress.personId, ctx.actor.personId), isNull(lessonProgress.completedAt)))
    .orderBy(desc(lessonProgress.updatedAt))
    .limit(1)
  if (!last) return null
  const item = (await catalog.cardsOf(ctx, [last.courseId])).get(last.courseId)
  if (!item || (await findAccess(ctx, last.courseId)).access === 'locked') return null
  const { percent } = await courseProgress(ctx, last.courseId)
  return { item, lesson: { id: last.lessonId, title: last.title }, percent }
}
