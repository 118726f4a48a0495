import { asc, eq } from 'drizzle-orm'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { chapters } from '../tables.ts'
import { lockChapter, touchCourse } from './editable-course.ts'
import { moved } from './moved.ts'

/** Moves a chapter one place; at the end of the course it stays. */
export function moveChapter(ctx: Ctx, chapterId: string, direction: 'up' | 'down'): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const { course } = await lockChapter(tx, chapterId)
    const before = await tx.db
      .select()
      .from(chapters)
      .where(eq(chapters.courseId, course.id))
      .orderBy(asc(chapters.position), asc(chapters.id))
    for (const [index, { id, position }] of moved(before, chapterId, direction).entries()) {
      if (position === index + 1) continue
      await tx.db
        .update(chapters)
        .set({ position: index + 1 })
        .where(eq(chapters.id, id))
    }
    await touchCourse(tx, course)
  })
}
