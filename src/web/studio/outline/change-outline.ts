import * as catalog from '#catalog'
import { invalid } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'

type LessonKind = catalog.DraftLesson['kind']

const lessonKinds: LessonKind[] = ['text', 'video', 'audio', 'picture']

/** Does what a button of the outline says; returns where to go instead of back to the outline. */
export async function changeOutline(
  ctx: Ctx,
  courseId: string,
  field: (name: string) => string,
): Promise<string | null> {
  const intent = field('intent')
  const id = field('id')
  const title = field('title')
  const direction = field('direction') === 'up' ? 'up' : 'down'
  if (intent === 'add-chapter') await catalog.addChapter(ctx, courseId, { title })
  else if (intent === 'rename-chapter') await catalog.renameChapter(ctx, id, { title })
  else if (intent === 'remove-chapter') await catalog.removeChapter(ctx, id)
  else if (intent === 'move-chapter') await catalog.moveChapter(ctx, id, direction)
  else if (intent === 'remove-lesson') await catalog.removeLesson(ctx, id)
  else if (intent === 'move-lesson') await catalog.moveLesson(ctx, id, direction)
  else if (intent === 'add-lesson') {
    const kind = lessonKinds.find((name) => name === field('kind')) ?? 'text'
    const lesson = await catalog.addLesson(ctx, id, { title, kind })
    return `/studio/lessons/${lesson.id}`
  } else throw invalid('form.unknown_intent')
  return null
}
