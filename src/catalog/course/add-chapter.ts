import { eq, max } from 'drizzle-orm'
import { z } from 'zod'
import { newId } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import type { DraftChapter } from '../authoring/draft.ts'
import { itemTitle, parsedItem } from '../authoring/item-input.ts'
import { chapters } from '../tables.ts'
import { lockCourse, touchCourse } from './editable-course.ts'

export const newChapter = z.strictObject({ title: itemTitle })

/** Adds a chapter at the end of a course. Refuses `item.not_a_course` and what items refuse. */
export function addChapter(
  ctx: Ctx,
  courseId: string,
  input: z.input<typeof newChapter>,
): Promise<DraftChapter> {
  return inTransaction(ctx, async (tx) => {
    const course = await lockCourse(tx, courseId)
    const { title } = parsedItem(newChapter, input)
    const id = newId(tx.now)
    const [last] = await tx.db
      .select({ position: max(chapters.position) })
      .from(chapters)
      .where(eq(chapters.courseId, courseId))
    const position = (last?.position ?? 0) + 1
    await tx.db.insert(chapters).values({ id, courseId, title, position })
    await touchCourse(tx, course)
    return { id, title, lessons: [] }
  })
}
