import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Actor, visitor } from '#kernel/actor.ts'
import { configureStorage, storeUpload } from '#media'
import type { Ctx } from '#platform/ctx.ts'
import { later, START, testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { publishArticle, publishCourse } from '#tests/publish.ts'
import {
  archiveItem,
  cardsOf,
  createItem,
  getCategory,
  getTag,
  listCategories,
  listFeed,
  listItems,
  listSitemap,
  listTags,
  removeCategory,
  saveCategory,
  saveDraft,
} from '../index.ts'
import { items } from '../tables.ts'
import { newestFirst } from './newest-first.ts'

const database = await testDatabase()
let creator: Extract<Actor, { kind: 'person' }>
let other: Extract<Actor, { kind: 'person' }>
let owner: Actor
let course: { id: string }
const articles: { id: string; title: string }[] = []

beforeAll(async () => {
  configureStorage(await mkdtemp(join(tmpdir(), 'media-')))
  creator = await insertPerson(database, '林问渠', 'creator')
  other = await insertPerson(database, '方塘', 'creator')
  owner = await insertPerson(database, '站长', 'owner')
  const category = { nameZh: '编程', nameEn: 'Code', position: 1 }
  await saveCategory(as(owner), { slug: 'code', ...category })
  await saveCategory(as(owner), { slug: 'web', ...category, parentSlug: 'code' })
  await saveCategory(as(owner), { slug: 'mind', nameZh: '身心', nameEn: 'Mind', position: 0 })
  for (let n = 0; n < 7; n++) {
    const changes = {
      categorySlug: n % 2 ? 'web' : 'mind',
      tags: n < 3 ? ['入门', 'C++'] : ['进阶'],
      level: n < 3 ? ('beginner' as const) : ('advanced' as const),
      source: '字'.repeat(n * 400 + 10),
    }
    const title = `${'庚己戊丁丙乙甲'[n]} ${n}`
    articles.push(await publishArticle(database, creator, title, changes, later(1000 + n * 1000)))
  }
  const text = { title: '一', source: '课'.repeat(400) }
  course = await publishCourse(database, other, '课程', [text, { ...text, title: '二' }], {
    coverAssetId: await cover(other),
    categorySlug: 'code',
  })
})

const as = (actor: Actor) => database.ctx(actor)
const anyone = () => as(visitor)

async function cover(actor: Actor): Promise<string> {
  const png = await sharp({ create: { width: 800, height: 450, channels: 3, background: '#123' } })
    .png()
    .toBuffer()
  const stream = new Blob([png as BlobPart]).stream()
  return (await storeUpload(as(actor), { name: 'a', stream, exposure: 'guarded' })).id
}

/** The context with a count of the queries it starts. */
function counting(ctx: Ctx): { ctx: Ctx; count: () => number } {
  let queries = 0
  const db = new Proxy(ctx.db, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      if (['select', 'execute', 'selectDistinct', 'with'].includes(String(name))) queries++
      return value.bind(target)
    },
  })
  return { ctx: { ...ctx, db }, count: () => queries }
}

async function titles(filter: Parameters<typeof listItems>[1]): Promise<string> {
  const page = await listItems(anyone(), filter)
  return page.items.map(({ title }) => title[0]).join('')
}

describe('the list', () => {
  test('is newest first, or by title, and goes on where it stopped', async () => {
    for (const [sort, expected] of [
      ['newest', '甲乙丙丁戊己庚课'],
      ['title', '丁丙乙己庚戊甲课'],
    ] as const) {
      let all = ''
      let after: string | undefined
      for (let pages = 0; pages < 10; pages++) {
        const page = await listItems(anyone(), { sort, limit: 3, ...(after ? { after } : {}) })
        all += page.items.map(({ title }) => title[0]).join('')
        if (!page.next) break
        after = page.next
      }
      const inOrder = sort === 'newest' ? expected : [...expected].sort().join('')
      expect(all).toBe(inOrder)
    }
  })

  test('is narrowed by every filter, categories with all below them', async () => {
    expect(await titles({ category: 'code' })).toBe('乙丁己课')
    expect(await titles({ category: 'web' })).toBe('乙丁己')
    expect(await titles({ tag: 'c++' })).toBe('戊己庚')
    expect(await titles({ kind: 'course' })).toBe('课')
    expect(await titles({ level: 'beginner', category: 'mind' })).toBe('戊庚')
    expect(await titles({ access: 'sold' })).toBe('课')
    expect(await titles({ author: authorName(other).toUpperCase() })).toBe('课')
    expect(await titles({ featured: true })).toBe('')
    expect(await titles({ tag: 'none', category: "' or '1'='1" })).toBe('')
  })

  test('refuses what it cannot read', async () => {
    for (const filter of [{ limit: 0 }, { limit: 101 }, { sort: 'x' }, { drop: 'y' }]) {
      await expect(listItems(anyone(), filter as object)).rejects.toMatchObject({
        code: 'item.invalid',
      })
    }
    const strange = ['x', 'bnVsbA', Buffer.from('["9e99","x"]').toString('base64url')]
    const endless = Buffer.from(`["9e99","${course.id}"]`).toString('base64url')
    for (const after of [...strange, endless]) {
      await expect(listItems(anyone(), { after })).rejects.toMatchObject({
        kind: 'invalid',
        code: 'page.bad_cursor',
      })
    }
  })

  test('asks the database twice, however long it is', async () => {
    const few = counting(anyone())
    await listItems(few.ctx, { limit: 1 })
    const many = counting(anyone())
    const page = await listItems(many.ctx, { limit: 100 })
    expect(page.items.length).toBe(8)
    expect(many.count()).toBeLessThanOrEqual(2)
    expect(few.count()).toBeLessThanOrEqual(2)
  })

  test('is read along its index, not sorted', async () => {
    const plan = await database.db.transaction(async (db) => {
      await db.execute(sql`set local enable_seqscan = off`)
      await db.execute(sql`set local enable_bitmapscan = off`)
      const start = sql`(${START.toISOString()}::timestamptz, ${course.id}::uuid)`
      return db.execute(sql`explain select id from ${items} where status = 'published'
        and (published_at, id) < ${start} order by ${sql.join(newestFirst, sql`, `)} limit 25`)
    })
    const text = [...plan].map((row) => Object.values(row)[0]).join('\n')
    expect(text).toContain('items_published')
    expect(text).toContain('Index Cond')
    expect(text).not.toContain('Sort')
  })
})

function authorName(actor: { personId: string }): string {
  return `u${actor.personId.slice(-12)}`
}

describe('a card', () => {
  test('has all that a list shows, and how long one reads', async () => {
    const card = (await cardsOf(anyone(), [course.id])).get(course.id)
    expect(card).toMatchObject({
      ...{ kind: 'course', title: '课程', access: 'sold', lessonCount: 2, minutes: 2 },
      author: { username: authorName(other), name: '方塘', image: null },
      category: { slug: 'code', nameZh: '编程', nameEn: 'Code' },
    })
    expect(card?.cover?.srcset).toMatch(/^\/media\/[\w-]+\/w480 480w, .* 800w$/)
    const [first, , , , , , last] = articles
    const cards = await cardsOf(anyone(), [first?.id ?? '', last?.id ?? '', 'no-id'])
    expect([...cards.values()].map(({ minutes }) => minutes).sort()).toEqual([1, 7])
    expect(cards.get(first?.id ?? '')?.tags).toEqual([
      { slug: 'c++', name: 'C++' },
      { slug: '入门', name: '入门' },
    ])
  })

  test('of what was once public remains, of a mere draft there is none', async () => {
    const gone = await publishArticle(database, creator, '曾经')
    await archiveItem(as(creator), gone.id)
    const draft = await createItem(as(creator), { kind: 'article', title: '未曾' })
    const cards = await cardsOf(anyone(), [gone.id, draft.id])
    expect([...cards.keys()]).toEqual([gone.id])
  })
})

describe('categories and tags', () => {
  test('form a tree that counts what is published below', async () => {
    expect(await listCategories(anyone())).toMatchObject([
      { slug: 'mind', count: 4, children: [] },
      { slug: 'code', count: 4, children: [{ slug: 'web', count: 3 }] },
    ])
    const { path } = await getCategory(anyone(), 'web')
    expect(path.map(({ slug }) => slug)).toEqual(['code', 'web'])
    await expect(getCategory(anyone(), 'x')).rejects.toMatchObject({ code: 'category.not_found' })
  })

  test('are changed by the owner alone, without cycles or orphans', async () => {
    const input = { slug: 'code', nameZh: '码', nameEn: 'C', position: 1 }
    await expect(saveCategory(as(creator), input)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(saveCategory(anyone(), input)).rejects.toMatchObject({ kind: 'unauthenticated' })
    await expect(removeCategory(as(creator), 'code')).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(removeCategory(anyone(), 'code')).rejects.toMatchObject({
      kind: 'unauthenticated',
    })
    for (const parentSlug of ['web', 'code']) {
      await expect(saveCategory(as(owner), { ...input, parentSlug })).rejects.toMatchObject({
        code: 'category.cycle',
      })
    }
    await expect(
      saveCategory(as(owner), { ...input, parentSlug: 'nowhere' }),
    ).rejects.toMatchObject({ code: 'category.not_found' })
    for (const slug of ['code', 'mind']) {
      await expect(removeCategory(as(owner), slug)).rejects.toMatchObject({
        code: 'category.not_empty',
      })
    }
    await saveCategory(as(owner), { ...input, slug: 'spare' })
    await removeCategory(as(owner), 'spare')
    await expect(removeCategory(as(owner), 'spare')).rejects.toMatchObject({ kind: 'not_found' })
  })

  test('tags are known once something published carries them', async () => {
    const { id } = await createItem(as(creator), { kind: 'article', title: '草稿' })
    await saveDraft(as(creator), id, { version: 1, tags: ['未发布'] })
    expect(await listTags(anyone())).toEqual([
      { slug: '进阶', name: '进阶', count: 4 },
      { slug: 'c++', name: 'C++', count: 3 },
      { slug: '入门', name: '入门', count: 3 },
    ])
    expect(await getTag(anyone(), 'c++')).toEqual({ slug: 'c++', name: 'C++' })
    await expect(getTag(anyone(), '未发布')).rejects.toMatchObject({ code: 'tag.not_found' })
  })
})

describe('machines', () => {
  test('get a feed of the newest with nothing that is sold', async () => {
    const source = '引子\n\n<!--more-->\n\nCANARY'
    await publishArticle(
      database,
      other,
      '订阅',
      { access: 'sold', source, summary: '摘要' },
      later(60_000),
    )
    const feed = await listFeed(anyone())
    expect(feed[0]).toMatchObject({
      ...{ slug: 'ding-yue', summary: '摘要', freeText: '引子', authorName: '方塘' },
    })
    expect(JSON.stringify(feed)).not.toContain('CANARY')
    const one = await listFeed(anyone(), { author: authorName(creator) })
    expect(one.some(({ authorName }) => authorName === '方塘')).toBe(false)
  })

  test('get every address in the site map', async () => {
    const { items: all, next } = await listSitemap(anyone())
    expect(next).toBeNull()
    expect(all).toContainEqual(expect.objectContaining({ kind: 'course', slug: 'ke-cheng' }))
    expect((await listSitemap(anyone(), all.at(-1)?.id)).items).toEqual([])
  })
})
