import { eq } from 'drizzle-orm'
import { notFound } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { DraftLesson } from '../authoring/draft.ts'
import { findEditable } from '../items/editable.ts'
import { requireCreator } from '../items/item.ts'
import { bodies, lessons } from '../tables.ts'

export type LessonDraft = DraftLesson & { courseId: string; chapterId: string; source: string }

/** A lesson as its author edits it. Refuses `lesson.not_found`. */
export async function getLessonDraft(ctx: Ctx, lessonId: string): Promise<LessonDraft> {
  requireCreator(ctx.actor)
  const [row] = isId(lessonId)
    ? await ctx.db
        .select({ lesson: lessons, source: bodies.source })
        .from(lessons)
        .innerJoin(bodies, eq(bodies.id, lessons.bodyId))
        .where(eq(lessons.id, lessonId))
    : []
  if (!row) throw notFound('lesson.not_found')
  await findEditable(ctx, row.lesson.courseId)
  const { id, title, kind, freePreview, mediaAssetId, courseId, chapterId } = row.lesson
  const { source } = row
  return { id, title, kind, freePreview, mediaAssetId, courseId, chapterId, source }
}
