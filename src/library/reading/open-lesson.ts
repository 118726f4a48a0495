import { and, asc, eq } from 'drizzle-orm'
import * as catalog from '#catalog'
import { chapters, lessons } from '#catalog/tables.ts'
import { AppError, notFound } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { noteOpening } from '../openings/note-opening.ts'
import { lessonProgress } from '../tables.ts'
import { type Access, findAccess } from './find-access.ts'
import { mintPass } from './mint-pass.ts'

export type LessonRef = { id: string; title: string }
type Place = {
  lesson: LessonRef & { kind: 'text' | 'picture' | 'audio' | 'video'; courseId: string }
  previous: LessonRef | null
  next: LessonRef | null
}

export type OpenedLesson = Place &
  (
    | {
        access: 'open' | 'preview' | 'owned' | 'author' | 'staff'
        html: string
        headings: catalog.Heading[]
        media: catalog.Body['media']
        progress: { positionMs: number; percent: number } | null
      }
    | { access: 'locked'; reason: 'login' | 'buy' }
  )

/**
 * A lesson for whoever asks: text, recording and where they stopped, or why it is closed. Throws
 * `lesson.not_found`, also for the lessons of a course that is not published.
 */
export async function openLesson(ctx: Ctx, lessonId: string): Promise<OpenedLesson> {
  const found = isId(lessonId) ? await findLesson(ctx, lessonId) : undefined
  if (!found) throw notFound('lesson.not_found')
  const { freePreview, ...lesson } = found
  const access = await accessTo(ctx, lesson.courseId, freePreview)
  const place = { lesson, ...(await neighbours(ctx, lesson.courseId, lessonId)) }
  if (access.access === 'locked') return { ...place, ...access }
  if (access.access === 'owned' && !freePreview) {
    await noteOpening(ctx, { itemId: lesson.courseId, contentId: lessonId })
  }
  const body = await catalog.readBody(ctx, mintPass(ctx, access, 'lesson', lessonId))
  const progress = await progressIn(ctx, lessonId)
  return { ...place, ...body, progress, access: access.access }
}

async function findLesson(ctx: Ctx, lessonId: string) {
  const [row] = await ctx.db
    .select({
      id: lessons.id,
      title: lessons.title,
      kind: lessons.kind,
      courseId: lessons.courseId,
      freePreview: lessons.freePreview,
    })
    .from(lessons)
    .where(eq(lessons.id, lessonId))
  return row
}

async function accessTo(
  ctx: Ctx,
  courseId: string,
  freePreview: boolean,
): Promise<Access | { access: 'preview' }> {
  try {
    const found = await findAccess(ctx, courseId)
    return found.access === 'locked' && freePreview ? { access: 'preview' } : found
  } catch (error) {
    if (error instanceof AppError && error.kind === 'not_found') throw notFound('lesson.not_found')
    throw error
  }
}

async function neighbours(ctx: Ctx, courseId: string, lessonId: string) {
  const order = await ctx.db
    .select({ id: lessons.id, title: lessons.title })
    .from(lessons)
    .innerJoin(chapters, eq(chapters.id, lessons.chapterId))
    .where(eq(lessons.courseId, courseId))
    .orderBy(asc(chapters.position), asc(lessons.position))
  const at = order.findIndex(({ id }) => id === lessonId)
  return { previous: order[at - 1] ?? null, next: order[at + 1] ?? null }
}

async function progressIn(ctx: Ctx, lessonId: string) {
  if (ctx.actor.kind !== 'person') return null
  const [row] = await ctx.db
    .select({ positionMs: lessonProgress.positionMs, percent: lessonProgress.percent })
    .from(lessonProgress)
    .where(
      and(eq(lessonProgress.personId, ctx.actor.personId), eq(lessonProgress.lessonId, lessonId)),
    )
  return row ?? null
}
