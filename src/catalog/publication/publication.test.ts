import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asc, eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Actor, system, visitor } from '#kernel/actor.ts'
import { configureStorage } from '#media'
import { events } from '#platform/tables.ts'
import { later, START, testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { publishArticle, publishCourse } from '#tests/publish.ts'
import {
  addChapter,
  addLesson,
  archiveItem,
  createItem,
  getDraft,
  getItem,
  getItemBySlug,
  listFeed,
  listItems,
  listSitemap,
  publishDueItems,
  publishItem,
  removeLesson,
  saveDraft,
  scheduleItem,
  search,
  suggest,
  unpublishItem,
} from '../index.ts'
import { statuses, transitions } from '../items/item.ts'

const HOUR_MS = 60 * 60_000
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

const as = (actor: Actor, now = START) => database.ctx(actor, now)

async function newArticle(title: string, source = '正文') {
  const { id, slug } = await createItem(as(creator), { kind: 'article', title })
  await saveDraft(as(creator), id, { version: 1, source })
  return { id, slug }
}

async function statusOf(id: string) {
  return (await getDraft(as(creator), id)).status
}

test('every status can be left and reached again', () => {
  for (const from of statuses) expect(transitions[from].length).toBeGreaterThan(0)
  expect(transitions.draft).not.toContain('archived')
})

describe('publishing', () => {
  test('makes a piece public, keeps its first date, and is told', async () => {
    const { id, slug } = await newArticle('发布')
    await publishItem(as(creator), id)
    await expect(publishItem(as(creator), id)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'item.wrong_status',
    })
    await archiveItem(as(creator, later(HOUR_MS)), id)
    await publishItem(as(creator, later(2 * HOUR_MS)), id)
    const found = await getItemBySlug(as(visitor), 'article', slug)
    expect(found).toMatchObject({ item: { publishedAt: START, status: 'published' } })
    const told = await database.db.select().from(events).orderBy(asc(events.id))
    const names = told.flatMap(({ name, payload }) =>
      (payload as { itemId?: string }).itemId === id ? [name] : [],
    )
    expect(names).toEqual([
      ...['item.created', 'item.changed', 'item.published', 'item.withdrawn', 'item.published'],
    ])
  })

  test('refuses what is not ready, and a save that would empty it', async () => {
    const { id: empty } = await createItem(as(creator), { kind: 'article', title: '空' })
    await expect(publishItem(as(creator), empty)).rejects.toMatchObject({
      kind: 'invalid',
      code: 'item.not_ready',
      details: { missing: ['text'] },
    })
    const { id: course } = await createItem(as(creator), { kind: 'course', title: '空课' })
    await expect(publishItem(as(creator), course)).rejects.toMatchObject({
      details: { missing: ['lessons'] },
    })
    const chapter = await addChapter(as(creator), course, { title: '一' })
    await addLesson(as(creator), chapter.id, { title: '片', kind: 'video' })
    await expect(publishItem(as(creator), course)).rejects.toMatchObject({
      details: { missing: ['recordings'] },
    })
    const paid = await newArticle('只有免费', '全文\n\n<!--more-->\n')
    await saveDraft(as(creator), paid.id, { version: 2, access: 'sold' })
    await expect(publishItem(as(creator), paid.id)).rejects.toMatchObject({
      details: { missing: ['paid_part'] },
    })
    const { id } = await newArticle('不许清空')
    await publishItem(as(creator), id)
    await expect(saveDraft(as(creator), id, { version: 2, source: ' ' })).rejects.toMatchObject({
      code: 'item.not_ready',
    })
    expect((await getDraft(as(creator), id)).source).toBe('正文')
  })

  test('keeps at least one lesson in a published course', async () => {
    const { chapters } = await publishCourse(database, creator, '一课', [{ title: '一' }])
    await expect(
      removeLesson(as(creator), chapters[0]?.lessons[0]?.id ?? ''),
    ).rejects.toMatchObject({ code: 'item.not_ready' })
  })

  test('is for the author and the owner', async () => {
    const { id } = await newArticle('谁能发')
    for (const verb of [
      (ctx: ReturnType<typeof as>) => publishItem(ctx, id),
      (ctx: ReturnType<typeof as>) => scheduleItem(ctx, id, later(HOUR_MS)),
      (ctx: ReturnType<typeof as>) => archiveItem(ctx, id),
      (ctx: ReturnType<typeof as>) => unpublishItem(ctx, id),
    ]) {
      await expect(verb(as(visitor))).rejects.toMatchObject({ kind: 'unauthenticated' })
      await expect(verb(as(learner))).rejects.toMatchObject({ code: 'item.not_found' })
      await expect(verb(as(rival))).rejects.toMatchObject({ code: 'item.not_found' })
    }
    expect(await statusOf(id)).toBe('draft')
  })
})

describe('a schedule', () => {
  test('publishes at its time, once, and not before', async () => {
    const { id } = await newArticle('定时')
    await scheduleItem(as(creator), id, later(HOUR_MS))
    const worker = system('worker')
    expect(await publishDueItems(as(worker, later(HOUR_MS - 1)))).toEqual({ published: 0 })
    const due = as(worker, later(HOUR_MS + 5))
    const runs = await Promise.all([publishDueItems(due), publishDueItems(due)])
    expect(runs.reduce((sum, { published }) => sum + published, 0)).toBe(1)
    const draft = await getDraft(as(creator), id)
    expect([draft.status, draft.publishedAt, draft.publishAt]).toEqual([
      'published',
      later(HOUR_MS),
      null,
    ])
  })

  test('refuses the past and the far future; may be moved and withdrawn', async () => {
    const { id } = await newArticle('改期')
    for (const at of [START, later(-1), later(400 * 24 * HOUR_MS), new Date(Number.NaN)]) {
      await expect(scheduleItem(as(creator), id, at)).rejects.toMatchObject({
        code: 'item.bad_time',
      })
    }
    await scheduleItem(as(creator), id, later(HOUR_MS))
    await scheduleItem(as(creator), id, later(2 * HOUR_MS))
    await unpublishItem(as(creator), id)
    expect(await publishDueItems(as(system('worker'), later(3 * HOUR_MS)))).toEqual({
      published: 0,
    })
    expect(await statusOf(id)).toBe('draft')
  })

  test('is run by the platform alone', async () => {
    for (const actor of [visitor, creator]) {
      await expect(publishDueItems(as(actor))).rejects.toMatchObject({ kind: 'forbidden' })
    }
  })
})

describe('what is not published', () => {
  test('is on no public channel, and is there again for its author', async () => {
    const ready = await publishArticle(database, creator, '雪泥鸿爪', { source: '踪迹' })
    const { id: draft } = await newArticle('雪泥鸿爪二')
    const { id: scheduled } = await newArticle('雪泥鸿爪三')
    await scheduleItem(as(creator), scheduled, later(HOUR_MS))
    const { id: archived } = await newArticle('雪泥鸿爪四')
    await publishItem(as(creator), archived)
    await archiveItem(as(creator), archived)
    const { id: withdrawn } = await newArticle('雪泥鸿爪五')
    await publishItem(as(creator), withdrawn)
    await unpublishItem(as(creator), withdrawn)
    for (const actor of [visitor, learner, rival]) {
      const ctx = as(actor)
      const channels = JSON.stringify([
        await listItems(ctx, { limit: 100 }),
        await listFeed(ctx),
        await listSitemap(ctx),
        await search(ctx, { q: '雪泥鸿爪' }),
        await suggest(ctx, '雪泥'),
      ])
      expect(channels).toContain(ready.id)
      for (const id of [draft, scheduled, archived, withdrawn]) {
        const { slug } = await getDraft(as(creator), id)
        for (const trace of [id, `"${slug}"`]) {
          expect(channels).not.toContain(trace)
        }
        await expect(getItem(ctx, id)).rejects.toMatchObject({ code: 'item.not_found' })
        await expect(getItemBySlug(ctx, 'article', slug)).rejects.toMatchObject({
          code: 'item.not_found',
        })
      }
    }
    expect(await getItem(as(creator), draft)).toMatchObject({ status: 'draft' })
  })

  test('stays readable, archived, for those who hold it', async () => {
    const { id, slug } = await newArticle('持有')
    const holds = async (itemId: string) => itemId === id
    const asHolder = () => getItemBySlug(as(learner), 'article', slug, { holds })
    await expect(asHolder()).rejects.toMatchObject({ code: 'item.not_found' })
    await publishItem(as(creator), id)
    await archiveItem(as(creator), id)
    expect(await asHolder()).toMatchObject({ item: { status: 'archived' } })
  })

  test('is not found at the address of the other kind', async () => {
    const { slug } = await publishArticle(database, creator, '种类')
    await expect(getItemBySlug(as(visitor), 'course', slug)).rejects.toMatchObject({
      code: 'item.not_found',
    })
    await expect(getItem(as(visitor), 'x')).rejects.toMatchObject({ code: 'item.not_found' })
  })
})

test('a change of a published piece is told at once', async () => {
  const { id, version } = await publishArticle(database, creator, '改动')
  await saveDraft(as(creator), id, { version, summary: '新' })
  const told = await database.db.select().from(events).where(eq(events.name, 'item.changed'))
  const own = told.filter(({ payload }) => (payload as { itemId: string }).itemId === id)
  expect(own.at(-1)?.payload).toMatchObject({ kind: 'article', slug: 'gai-dong', public: true })
})
