import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { invalid } from '#kernel/errors.ts'
import { assetsOf } from '#media'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { itemTitle, parsedItem } from '../authoring/item-input.ts'
import { findEditable, type ItemRow } from '../items/editable.ts'
import { requireReady } from '../publication/require-ready.ts'
import { lessons } from '../tables.ts'
import { prepareBody, writeBody } from '../text/body.ts'
import { lessonKinds } from './add-lesson.ts'
import { type LessonRow, lockLesson, touchCourse } from './editable-course.ts'
import { getLessonDraft, type LessonDraft } from './get-lesson-draft.ts'

export const lessonChanges = z.strictObject({
  title: itemTitle.optional(),
  kind: z.enum(lessonKinds).optional(),
  source: z.string().optional(),
  mediaAssetId: z.uuid().nullable().optional(),
  freePreview: z.boolean().optional(),
})
type Changes = z.output<typeof lessonChanges>

/**
 * Saves what changed of a lesson; its whole text is withheld, a free preview is opened by the
 * library. Refuses `lesson.not_found`, `lesson.wrong_media`, `item.not_ready`, `item.invalid`.
 */
export async function saveLesson(
  ctx: Ctx,
  lessonId: string,
  input: z.input<typeof lessonChanges>,
): Promise<LessonDraft> {
  const before = await getLessonDraft(ctx, lessonId)
  const { source, ...changes } = parsedItem(lessonChanges, input)
  const course = await findEditable(ctx, before.courseId)
  const { language, authorId: ownerId } = course
  const body =
    source === undefined
      ? null
      : await prepareBody(ctx, { source, language, ownerId, withheld: 'all' })
  return inTransaction(ctx, async (tx) => {
    const locked = await lockLesson(tx, lessonId)
    await requireFittingMedia(tx, locked.course, locked.lesson, changes)
    if (body) await writeBody(tx, locked.lesson.bodyId, body)
    if (Object.keys(changes).length > 0) {
      await tx.db.update(lessons).set(changes).where(eq(lessons.id, lessonId))
    }
    if (locked.course.status === 'published') await requireReady(tx, locked.course)
    await touchCourse(tx, locked.course)
    return getLessonDraft(tx, lessonId)
  })
}

/** A lesson plays what its author uploaded, and a video lesson plays a video. */
async function requireFittingMedia(
  ctx: Ctx,
  { authorId }: ItemRow,
  lesson: LessonRow,
  changes: Omit<Changes, 'source'>,
): Promise<void> {
  const { kind, mediaAssetId } = { ...lesson, ...changes }
  if (!mediaAssetId) return
  const asset = (await assetsOf(ctx, authorId, [mediaAssetId])).get(mediaAssetId)
  if (!asset || (kind !== 'text' && asset.kind !== kind)) throw invalid('lesson.wrong_media')
}
