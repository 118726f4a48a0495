import { asc, eq } from 'drizzle-orm'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { chapters, lessons } from '../tables.ts'
import { lockLesson, touchCourse } from './editable-course.ts'
import { moved } from './moved.ts'

/** Moves a lesson one place; from the end of a chapter it goes on into the neighbouring one. */
export function moveLesson(ctx: Ctx, lessonId: string, direction: 'up' | 'down'): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const { lesson, course } = await lockLesson(tx, lessonId)
    const siblings = await lessonsIn(tx, lesson.chapterId)
    const atEnd = siblings.at(direction === 'up' ? 0 : -1)?.id === lessonId
    if (!atEnd) await writeOrder(tx, lesson.chapterId, moved(siblings, lessonId, direction))
    else await moveAcross(tx, lesson, direction)
    await touchCourse(tx, course)
  })
}

async function moveAcross(ctx: Ctx, lesson: Lesson, direction: 'up' | 'down'): Promise<void> {
  const order = await ctx.db
    .select({ id: chapters.id })
    .from(chapters)
    .where(eq(chapters.courseId, lesson.courseId))
    .orderBy(asc(chapters.position), asc(chapters.id))
  const here = order.findIndex(({ id }) => id === lesson.chapterId)
  const there = order[direction === 'up' ? here - 1 : here + 1]
  if (!there) return
  const others = await lessonsIn(ctx, there.id)
  await writeOrder(ctx, there.id, direction === 'up' ? [...others, lesson] : [lesson, ...others])
}

type Lesson = typeof lessons.$inferSelect

function lessonsIn(ctx: Ctx, chapterId: string): Promise<Lesson[]> {
  return ctx.db
    .select()
    .from(lessons)
    .where(eq(lessons.chapterId, chapterId))
    .orderBy(asc(lessons.position), asc(lessons.id))
}

async function writeOrder(ctx: Ctx, chapterId: string, order: Lesson[]): Promise<void> {
  for (const [index, lesson] of order.entries()) {
    const position = index + 1
    if (lesson.position === position && lesson.chapterId === chapterId) continue
    await ctx.db.update(lessons).set({ position, chapterId }).where(eq(lessons.id, lesson.id))
  }
}
