import { eq } from 'drizzle-orm'
import { invalid, notFound } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { type ItemRow, lockEditable } from '../items/editable.ts'
import { tellChange } from '../publication/tell-change.ts'
import { chapters, items, lessons } from '../tables.ts'

export type ChapterRow = typeof chapters.$inferSelect
export type LessonRow = typeof lessons.$inferSelect

/** The course, held against other writers. Refuses `item.not_a_course` beside what items refuse. */
export async function lockCourse(ctx: Ctx, courseId: string): Promise<ItemRow> {
  const item = await lockEditable(ctx, courseId)
  if (item.kind !== 'course') throw invalid('item.not_a_course')
  return item
}

/** A chapter and its course, held. Refuses `chapter.not_found`. */
export async function lockChapter(ctx: Ctx, chapterId: string) {
  const [chapter] = isId(chapterId)
    ? await ctx.db.select().from(chapters).where(eq(chapters.id, chapterId))
    : []
  if (!chapter) throw notFound('chapter.not_found')
  return { chapter, course: await lockCourse(ctx, chapter.courseId) }
}

/** A lesson and its course, held. Refuses `lesson.not_found`. */
export async function lockLesson(ctx: Ctx, lessonId: string) {
  const [lesson] = isId(lessonId)
    ? await ctx.db.select().from(lessons).where(eq(lessons.id, lessonId))
    : []
  if (!lesson) throw notFound('lesson.not_found')
  return { lesson, course: await lockCourse(ctx, lesson.courseId) }
}

/** What follows from any change of a course's outline. */
export async function touchCourse(ctx: Ctx, course: ItemRow): Promise<void> {
  await ctx.db.update(items).set({ updatedAt: ctx.now }).where(eq(items.id, course.id))
  await tellChange(ctx, course.id)
}
