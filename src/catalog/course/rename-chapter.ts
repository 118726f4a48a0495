import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { parsedItem } from '../authoring/item-input.ts'
import { chapters } from '../tables.ts'
import { newChapter } from './add-chapter.ts'
import { lockChapter, touchCourse } from './editable-course.ts'

/** Gives a chapter another title. Refuses `chapter.not_found`. */
export function renameChapter(
  ctx: Ctx,
  chapterId: string,
  input: z.input<typeof newChapter>,
): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const { course } = await lockChapter(tx, chapterId)
    const { title } = parsedItem(newChapter, input)
    await tx.db.update(chapters).set({ title }).where(eq(chapters.id, chapterId))
    await touchCourse(tx, course)
  })
}
