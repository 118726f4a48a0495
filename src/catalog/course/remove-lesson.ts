import { eq } from 'drizzle-orm'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { requireReady } from '../publication/require-ready.ts'
import { bodies, lessons } from '../tables.ts'
import { lockLesson, touchCourse } from './editable-course.ts'

/** Removes a lesson and its text; the last one of a published course stays (`item.not_ready`). */
export function removeLesson(ctx: Ctx, lessonId: string): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const { lesson, course } = await lockLesson(tx, lessonId)
    await tx.db.delete(lessons).where(eq(lessons.id, lessonId))
    await tx.db.delete(bodies).where(eq(bodies.id, lesson.bodyId))
    if (course.status === 'published') await requireReady(tx, course)
    await touchCourse(tx, course)
  })
}
