import { eq } from 'drizzle-orm'
import { conflict } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { chapters, lessons } from '../tables.ts'
import { lockChapter, touchCourse } from './editable-course.ts'

/** Removes an empty chapter: `chapter.not_empty` keeps a slip from deleting its lessons. */
export function removeChapter(ctx: Ctx, chapterId: string): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const { course } = await lockChapter(tx, chapterId)
    const [lesson] = await tx.db
      .select({ id: lessons.id })
      .from(lessons)
      .where(eq(lessons.chapterId, chapterId))
      .limit(1)
    if (lesson) throw conflict('chapter.not_empty')
    await tx.db.delete(chapters).where(eq(chapters.id, chapterId))
    await touchCourse(tx, course)
  })
}
