import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Actor, visitor } from '#kernel/actor.ts'
import { configureStorage, readVariant, storeUpload } from '#media'
import { testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { publishCourse } from '#tests/publish.ts'
import {
  addChapter,
  addLesson,
  createItem,
  getDraft,
  getItemBySlug,
  getLessonDraft,
  moveChapter,
  moveLesson,
  readBody,
  removeChapter,
  removeLesson,
  renameChapter,
  saveDraft,
  saveLesson,
} from '../index.ts'
import type { Pass } from '../reading/pass.ts'

const database = await testDatabase()
let creator: Actor
let rival: Actor
let learner: Actor

beforeAll(async () => {
  configureStorage(await mkdtemp(join(tmpdir(), 'media-')))
  creator = await insertPerson(database, '作者', 'creator')
  rival = await insertPerson(database, '同行', 'creator')
  learner = await insertPerson(database, '读者')
})

const as = (actor: Actor) => database.ctx(actor)

async function upload(actor: Actor): Promise<string> {
  const png = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#000' } })
    .png()
    .toBuffer()
  const stream = new Blob([png as BlobPart]).stream()
  return (await storeUpload(as(actor), { name: 'a', stream, exposure: 'guarded' })).id
}

async function newCourse(title = '课程') {
  const { id } = await createItem(as(creator), { kind: 'course', title })
  const first = await addChapter(as(creator), id, { title: '一' })
  const second = await addChapter(as(creator), id, { title: '二' })
  const lessons: string[] = []
  for (const [chapter, name] of [
    [first, '甲'],
    [first, '乙'],
    [second, '丙'],
  ] as const) {
    const lesson = await addLesson(as(creator), chapter.id, { title: name, kind: 'text' })
    lessons.push(lesson.id)
  }
  return { id, first: first.id, second: second.id, lessons }
}

async function outlineOf(id: string): Promise<string> {
  const { chapters } = await getDraft(as(creator), id)
  return chapters
    .map(({ title, lessons }) => `${title}:${lessons.map((lesson) => lesson.title).join('')}`)
    .join(' ')
}

describe('the outline', () => {
  test('grows at the end and is put in order', async () => {
    const { id, first, second, lessons } = await newCourse()
    expect(await outlineOf(id)).toBe('一:甲乙 二:丙')
    await moveChapter(as(creator), second, 'up')
    expect(await outlineOf(id)).toBe('二:丙 一:甲乙')
    await moveChapter(as(creator), second, 'up')
    expect(await outlineOf(id)).toBe('二:丙 一:甲乙')
    await moveLesson(as(creator), lessons[0] ?? '', 'down')
    expect(await outlineOf(id)).toBe('二:丙 一:乙甲')
    await renameChapter(as(creator), first, { title: '壹' })
    expect(await outlineOf(id)).toBe('二:丙 壹:乙甲')
  })

  test('lets a lesson go on into the neighbouring chapter, and stops at the ends', async () => {
    const { id, lessons } = await newCourse()
    const [first = '', second = '', third = ''] = lessons
    await moveLesson(as(creator), second, 'down')
    expect(await outlineOf(id)).toBe('一:甲 二:乙丙')
    await moveLesson(as(creator), second, 'up')
    expect(await outlineOf(id)).toBe('一:甲乙 二:丙')
    await moveLesson(as(creator), first, 'up')
    await moveLesson(as(creator), third, 'down')
    expect(await outlineOf(id)).toBe('一:甲乙 二:丙')
  })

  test('loses an empty chapter and a lesson, but no chapter with lessons', async () => {
    const { id, second, lessons } = await newCourse()
    await expect(removeChapter(as(creator), second)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'chapter.not_empty',
    })
    await removeLesson(as(creator), lessons[2] ?? '')
    await removeChapter(as(creator), second)
    expect(await outlineOf(id)).toBe('一:甲乙')
  })

  test('keeps its places under simultaneous moves', async () => {
    const { id, lessons } = await newCourse()
    await Promise.all(lessons.map((lesson) => moveLesson(as(creator), lesson, 'down')))
    expect([...(await outlineOf(id))].filter((char) => '甲乙丙'.includes(char)).sort()).toEqual(
      [...'甲乙丙'].sort(),
    )
  })
})

describe('who may change it', () => {
  test('is the author alone; for others it is not there', async () => {
    const { id, first, lessons } = await newCourse()
    const lesson = lessons[0] ?? ''
    for (const [actor, refusal] of [
      [visitor, { kind: 'unauthenticated' }],
      [rival, { kind: 'not_found' }],
    ] as const) {
      const ctx = as(actor)
      const attempts: (() => Promise<unknown>)[] = [
        () => addChapter(ctx, id, { title: 'x' }),
        () => renameChapter(ctx, first, { title: 'x' }),
        () => removeChapter(ctx, first),
        () => moveChapter(ctx, first, 'down'),
        () => addLesson(ctx, first, { title: 'x', kind: 'text' }),
        () => getLessonDraft(ctx, lesson),
        () => saveLesson(ctx, lesson, { title: 'x' }),
        () => removeLesson(ctx, lesson),
        () => moveLesson(ctx, lesson, 'down'),
      ]
      for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject(refusal)
    }
    await expect(getLessonDraft(as(learner), lesson)).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await outlineOf(id)).toBe('一:甲乙 二:丙')
  })

  test('finds nothing by a wrong id and no chapters in an article', async () => {
    const { id } = await createItem(as(creator), { kind: 'article', title: '文章' })
    const ctx = as(creator)
    await expect(addChapter(ctx, id, { title: 'x' })).rejects.toMatchObject({
      code: 'item.not_a_course',
    })
    await expect(moveChapter(ctx, id, 'up')).rejects.toMatchObject({ code: 'chapter.not_found' })
    await expect(moveLesson(ctx, "'--", 'up')).rejects.toMatchObject({ code: 'lesson.not_found' })
    await expect(getLessonDraft(ctx, id)).rejects.toMatchObject({ code: 'lesson.not_found' })
  })
})

describe('a lesson', () => {
  test('is saved as named and plays only fitting media of its author', async () => {
    const { lessons } = await newCourse()
    const lesson = lessons[0] ?? ''
    const own = await upload(creator)
    const saved = await saveLesson(as(creator), lesson, {
      ...{ title: '新', kind: 'picture', mediaAssetId: own, freePreview: true, source: '**文**' },
    })
    expect(saved).toMatchObject({
      title: '新',
      kind: 'picture',
      freePreview: true,
      source: '**文**',
    })
    const foreign = await upload(rival)
    for (const change of [{ mediaAssetId: foreign }, { kind: 'video' as const }]) {
      await expect(saveLesson(as(creator), lesson, change)).rejects.toMatchObject({
        code: 'lesson.wrong_media',
      })
    }
    await expect(saveLesson(as(creator), lesson, { title: '' })).rejects.toMatchObject({
      code: 'item.invalid',
    })
    expect(await getLessonDraft(as(creator), lesson)).toEqual(saved)
  })

  test('is not in any public answer, even as a free preview', async () => {
    const { slug, chapters } = await publishCourse(database, creator, '封闭', [
      { title: '试看', source: 'CANARY 试看', freePreview: true },
      { title: '正课', source: '甲\n\n<!--more-->\n\nCANARY 正课' },
    ])
    const found = await getItemBySlug(as(visitor), 'course', slug)
    expect(JSON.stringify(found)).not.toContain('CANARY')
    expect(found).toMatchObject({
      item: {
        lessonCount: 2,
        outline: [{ title: '第一章', lessons: [{ title: '试看', freePreview: true }, {}] }],
      },
    })
    const id = chapters[0]?.lessons[1]?.id ?? ''
    const body = await readBody(as(learner), { subject: 'lesson', id, personId: null } as Pass)
    expect(body.html).toContain('<p>甲</p>\n<p>CANARY 正课</p>')
  })

  test('opens its pictures when it is a free preview, and guards them again', async () => {
    const picture = await upload(creator)
    const source = `![图](asset:${picture})`
    const { id, chapters } = await publishCourse(database, creator, '配图', [
      { title: '一', source },
    ])
    const lesson = chapters[0]?.lessons[0]?.id ?? ''
    const request = { assetId: picture, variant: 'w480', signed: null, range: null } as const
    const fetched = () => readVariant(as(visitor), { ...request, headOnly: true })
    await expect(fetched()).rejects.toMatchObject({ code: 'media.bad_signature' })
    await saveLesson(as(creator), lesson, { freePreview: true })
    expect((await fetched()).caching).toBe('brief')
    await saveLesson(as(creator), lesson, { freePreview: false })
    await expect(fetched()).rejects.toMatchObject({ code: 'media.bad_signature' })
    const { version } = await getDraft(as(creator), id)
    await saveDraft(as(creator), id, { version, access: 'open' })
    expect((await fetched()).caching).toBe('brief')
    await publishCourse(database, creator, '另一门', [{ title: '一', source, freePreview: true }])
    const { version: now } = await getDraft(as(creator), id)
    await saveDraft(as(creator), id, { version: now, access: 'sold' })
    expect((await fetched()).caching, 'another course still shows it').toBe('brief')
  })

  test('gives its pictures, signed, to the reader whose pass was checked', async () => {
    const picture = await upload(creator)
    const { chapters } = await publishCourse(database, creator, '签名', [
      { title: '一', source: `![图](asset:${picture})` },
    ])
    const id = chapters[0]?.lessons[0]?.id ?? ''
    const personId = learner.kind === 'person' ? learner.personId : ''
    const { html } = await readBody(as(learner), { subject: 'lesson', id, personId } as Pass)
    expect(html).toMatch(new RegExp(`<img src="/media/${picture}/w960\\?e=\\d+&amp;u=${personId}`))
    expect(html).not.toContain('data-asset')
  })
})
