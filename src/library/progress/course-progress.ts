import { and, asc, eq } from 'drizzle-orm'
import { chapters, lessons } from '#catalog/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { lessonProgress } from '../tables.ts'

export type CourseProgress = {
  /** Lessons completed, in percent of all, rounded down: 100 means all of them. */
  percent: number
  completedLessonIds: string[]
  /** The lesson last looked at, or the first one not completed. */
  resumeLessonId: string | null
}

export async function courseProgress(ctx: Ctx, courseId: string): Promise<CourseProgress> {
  const personId = ctx.actor.kind === 'person' ? ctx.actor.personId : null
  const rows = await ctx.db
    .select({
      lessonId: lessons.id,
      completedAt: lessonProgress.completedAt,
      updatedAt: lessonProgress.updatedAt,
    })
    .from(lessons)
    .innerJoin(chapters, eq(chapters.id, lessons.chapterId))
    .leftJoin(
      lessonProgress,
      and(
        eq(lessonProgress.lessonId, lessons.id),
        eq(lessonProgress.personId, personId ?? '00000000-0000-0000-0000-000000000000'),
      ),
    )
    .where(eq(lessons.courseId, courseId))
    .orderBy(asc(chapters.position), asc(lessons.position))
  const done = rows.filter(({ completedAt }) => completedAt)
  const recent = rows
    .filter(({ updatedAt, completedAt }) => updatedAt && !completedAt)
    .sort((a, b) => Number(b.updatedAt) - Number(a.updatedAt))[0]
  const next = recent ?? rows.find(({ completedAt }) => !completedAt) ?? rows[0]
  return {
    percent: rows.length ? Math.floor((done.length * 100) / rows.length) : 0,
    completedLessonIds: done.map(({ lessonId }) => lessonId),
    resumeLessonId: next?.lessonId ?? null,
  }
}
