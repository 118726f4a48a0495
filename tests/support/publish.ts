import {
  addChapter,
  addLesson,
  createItem,
  type Draft,
  getDraft,
  publishItem,
  saveDraft,
  saveLesson,
} from '#catalog'
import type { Actor } from '#kernel/actor.ts'
import { START, type TestDatabase } from './database.ts'

type Changes = Omit<Parameters<typeof saveDraft>[2], 'version'>

/** A published article with the given changes. */
export async function publishArticle(
  database: Pick<TestDatabase, 'ctx'>,
  author: Actor,
  title: string,
  changes: Changes = {},
  now = START,
): Promise<Draft> {
  const ctx = database.ctx(author, now)
  const { id } = await createItem(ctx, { kind: 'article', title })
  await saveDraft(ctx, id, { version: 1, source: '正文', ...changes })
  await publishItem(ctx, id)
  return getDraft(ctx, id)
}

type Lesson = Parameters<typeof saveLesson>[2] & { title: string }

/** A published course of one chapter. */
export async function publishCourse(
  database: Pick<TestDatabase, 'ctx'>,
  author: Actor,
  title: string,
  lessons: Lesson[],
  changes: Changes = {},
): Promise<Draft> {
  const ctx = database.ctx(author)
  const { id } = await createItem(ctx, { kind: 'course', title })
  const chapter = await addChapter(ctx, id, { title: '第一章' })
  for (const lesson of lessons) {
    const added = await addLesson(ctx, chapter.id, { title: lesson.title, kind: 'text' })
    await saveLesson(ctx, added.id, lesson)
  }
  await saveDraft(ctx, id, { version: 1, ...changes })
  await publishItem(ctx, id)
  return getDraft(ctx, id)
}
