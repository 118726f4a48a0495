import { eq, max } from 'drizzle-orm'
import { z } from 'zod'
import { newId } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import type { DraftLesson } from '../authoring/draft.ts'
import { itemTitle, parsedItem } from '../authoring/item-input.ts'
import { lessons } from '../tables.ts'
import { emptyBody, writeBody } from '../text/body.ts'
import { lockChapter, touchCourse } from './editable-course.ts'

export const lessonKinds = ['text', 'picture', 'audio', 'video'] as const
export const newLesson = z.strictObject({ title: itemTitle, kind: z.enum(lessonKinds) })

/** Adds a lesson at the end of a chapter. Refuses `chapter.not_found`. */
export function addLesson(
  ctx: Ctx,
  chapterId: string,
  input: z.input<typeof newLesson>,
): Promise<DraftLesson> {
  return inTransaction(ctx, async (tx) => {
    const { course } = await lockChapter(tx, chapterId)
    const { title, kind } = parsedItem(newLesson, input)
    const id = newId(tx.now)
    const bodyId = await writeBody(tx, null, emptyBody)
    const [last] = await tx.db
      .select({ position: max(lessons.position) })
      .from(lessons)
      .where(eq(lessons.chapterId, chapterId))
    const position = (last?.position ?? 0) + 1
    await tx.db
      .insert(lessons)
      .values({ id, courseId: course.id, chapterId, title, kind, bodyId, position })
    await touchCourse(tx, course)
    return { id, title, kind, freePreview: false, mediaAssetId: null }
  })
}
