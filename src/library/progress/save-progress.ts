import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { lessons } from '#catalog/tables.ts'
import { forbidden, invalid, notFound, unauthenticated } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { findAccess } from '../reading/find-access.ts'
import { lessonProgress } from '../tables.ts'

export const progressReport = z.strictObject({
  lessonId: z.uuid(),
  positionMs: z
    .int()
    .min(0)
    .max(48 * 3_600_000),
  percent: z.int().min(0).max(100),
})

/** From here on a lesson counts as studied: the last seconds of a recording are often credits. */
const COMPLETE_FROM_PERCENT = 95

/** Notes how far whoever asks has come in a lesson they may open; the furthest point counts. */
export async function saveProgress(ctx: Ctx, input: z.input<typeof progressReport>): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const parsed = progressReport.safeParse(input)
  if (!parsed.success) throw invalid('progress.invalid')
  const { lessonId, positionMs, percent } = parsed.data
  const [lesson] = await ctx.db
    .select({ courseId: lessons.courseId, freePreview: lessons.freePreview })
    .from(lessons)
    .where(eq(lessons.id, lessonId))
  if (!lesson) throw notFound('lesson.not_found')
  const { access } = await findAccess(ctx, lesson.courseId)
  if (access === 'locked' && !lesson.freePreview) throw forbidden('lesson.locked')
  const { personId } = ctx.actor
  await inTransaction(ctx, async (tx) => {
    const completedAt = percent >= COMPLETE_FROM_PERCENT ? tx.now : null
    const [row] = await tx.db
      .insert(lessonProgress)
      .values({
        personId,
        lessonId,
        courseId: lesson.courseId,
        positionMs,
        percent,
        completedAt,
        updatedAt: tx.now,
      })
      .onConflictDoUpdate({
        target: [lessonProgress.personId, lessonProgress.lessonId],
        set: {
          positionMs,
          percent: sql`greatest(${lessonProgress.percent}, ${percent})`,
          completedAt: sql`coalesce(${lessonProgress.completedAt}, excluded.completed_at)`,
          updatedAt: tx.now,
        },
      })
      .returning({ completedAt: lessonProgress.completedAt })
    if (completedAt && row?.completedAt?.getTime() === completedAt.getTime()) {
      await record(tx, { name: 'lesson.completed', personId, lessonId })
    }
  })
}
