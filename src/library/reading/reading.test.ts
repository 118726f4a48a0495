import { expect, test } from 'vitest'
import * as catalog from '#catalog'
import * as library from '#library'
import { openShop } from '#tests/shop.ts'

const shop = await openShop()
const { as, creator } = shop
const PAID = '金丝雀只在付费处歌唱'

async function article() {
  const draft = await catalog.createItem(as(creator), { kind: 'article', title: '读书' })
  await catalog.saveDraft(as(creator), draft.id, {
    version: draft.version,
    access: 'sold',
    source: `免费的开头。\n\n<!--more-->\n\n${PAID}。`,
  })
  await catalog.publishItem(as(creator), draft.id)
  return draft.id
}

async function course() {
  const draft = await catalog.createItem(as(creator), { kind: 'course', title: '课' })
  const chapter = await catalog.addChapter(as(creator), draft.id, { title: '一' })
  const add = async (title: string, freePreview: boolean) => {
    const lesson = await catalog.addLesson(as(creator), chapter.id, { title, kind: 'text' })
    await catalog.saveLesson(as(creator), lesson.id, { source: `${title} ${PAID}`, freePreview })
    return lesson.id
  }
  const lessons = [await add('试读', true), await add('正课', false), await add('结语', false)]
  await catalog.publishItem(as(creator), draft.id)
  return { id: draft.id, lessons: lessons as [string, string, string] }
}

const grant = (personId: string, itemId: string) =>
  library.grantAccess(as(shop.worker), { personId, itemId, sourceKind: 'staff', sourceId: itemId })

test('a visitor and a stranger get the free part, holder and author all of it', async () => {
  const itemId = await article()
  const [stranger, holder] = [await shop.buyer('stranger'), await shop.buyer('holder')]
  await grant(holder.personId, itemId)
  const seen = async (actor?: typeof stranger) => library.openItem(as(actor), itemId)
  expect(await seen()).toMatchObject({ access: 'locked', reason: 'login' })
  expect(await seen(stranger)).toMatchObject({ access: 'locked', reason: 'buy' })
  expect((await seen()).html + (await seen(stranger)).html).not.toContain(PAID)
  expect((await seen(stranger)).html).toContain('免费的开头')
  expect(await seen(holder)).toMatchObject({ access: 'owned', html: expect.stringContaining(PAID) })
  expect(await seen(creator)).toMatchObject({ access: 'author' })
  await library.revokeAccess(as(shop.worker), {
    sourceKind: 'staff',
    sourceId: itemId,
    reason: 'test',
  })
  expect(await seen(holder)).toMatchObject({ access: 'locked' })
})

test('what is archived stays with its holders and is gone for the others', async () => {
  const itemId = await article()
  const holder = await shop.buyer('keeper')
  await grant(holder.personId, itemId)
  await catalog.archiveItem(as(creator), itemId)
  expect(await library.openItem(as(holder), itemId)).toMatchObject({ access: 'owned' })
  const gone = { code: 'item.not_found' }
  await expect(library.openItem(as(), itemId)).rejects.toMatchObject(gone)
})

test('a draft does not exist for anybody but its author and staff', async () => {
  const draft = await catalog.createItem(as(creator), { kind: 'article', title: '草稿' })
  const stranger = await shop.buyer('curious')
  for (const actor of [undefined, stranger]) {
    const opened = library.openItem(as(actor), draft.id)
    await expect(opened).rejects.toMatchObject({ code: 'item.not_found' })
  }
  expect(await library.openItem(as(creator), draft.id)).toMatchObject({ access: 'author' })
})

test('S22: previews are open, their neighbours are not', async () => {
  const { lessons } = await course()
  const stranger = await shop.buyer('neighbour')
  const preview = await library.openLesson(as(), lessons[0])
  expect(preview).toMatchObject({ access: 'preview', next: { id: lessons[1] } })
  const locked = await library.openLesson(as(stranger), lessons[1])
  expect(locked).toMatchObject({ access: 'locked', reason: 'buy', previous: { id: lessons[0] } })
  expect(JSON.stringify(locked)).not.toContain(PAID)
})

test('progress goes on where it stopped and never back, for lessons one may open', async () => {
  const { id, lessons } = await course()
  const holder = await shop.buyer('student')
  const report = { lessonId: lessons[1], positionMs: 61_000, percent: 40 }
  await expect(library.saveProgress(as(holder), report)).rejects.toMatchObject({
    code: 'lesson.locked',
  })
  await grant(holder.personId, id)
  await library.saveProgress(as(holder), report)
  await library.saveProgress(as(holder), { ...report, positionMs: 5_000, percent: 3 })
  const opened = await library.openLesson(as(holder), lessons[1])
  expect(opened).toMatchObject({ progress: { positionMs: 5_000, percent: 40 } })
  expect(await library.continueLearning(as(holder))).toMatchObject({ lesson: { id: lessons[1] } })
  await library.saveProgress(as(holder), { ...report, percent: 100 })
  expect(await library.courseProgress(as(holder), id)).toMatchObject({
    percent: 33,
    completedLessonIds: [lessons[1]],
    resumeLessonId: lessons[0],
  })
  expect(await library.continueLearning(as(holder))).toMatchObject({ lesson: { id: lessons[0] } })
  const [entry] = await library.listShelf(as(holder))
  expect(entry).toMatchObject({ percent: 33, item: { id } })
})

test('progress of nonsense is refused', async () => {
  const { lessons } = await course()
  for (const wrong of [{ percent: 101 }, { positionMs: -1 }, { lessonId: 'x' }, { extra: 1 }]) {
    const report = { lessonId: lessons[0], positionMs: 0, percent: 0, ...wrong }
    const saved = library.saveProgress(as(await shop.buyer('odd')), report)
    await expect(saved).rejects.toMatchObject({ code: 'progress.invalid' })
  }
})
