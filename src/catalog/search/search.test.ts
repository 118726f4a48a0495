import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Actor, visitor } from '#kernel/actor.ts'
import { configureStorage } from '#media'
import { testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { publishArticle, publishCourse } from '#tests/publish.ts'
import { getDraft, reindexItems, saveDraft, saveLesson, search, suggest } from '../index.ts'
import { searchDocuments } from '../tables.ts'

const database = await testDatabase()
let creator: Actor
let course: Awaited<ReturnType<typeof publishCourse>>

beforeAll(async () => {
  configureStorage(await mkdtemp(join(tmpdir(), 'media-')))
  creator = await insertPerson(database, '欧阳问渠', 'creator')
  await publishArticle(database, creator, '知识付费的底层逻辑', {
    summary: '从供需说起',
    tags: ['产品'],
    source: '免费部分谈定价。\n\n<!--more-->\n\n付费部分谈复购率与CANARY词。',
    access: 'sold',
  })
  await publishArticle(database, creator, 'TypeScript 类型系统入门', {
    tags: ['编程', 'JavaScript'],
    source: '编译器检查类型 (type checking)。`<b>` 不是粗体。',
  })
  await publishArticle(database, creator, '睡眠与记忆', {
    source: '好的睡眠巩固记忆。定价不在此列。',
  })
  course = await publishCourse(database, creator, '长期主义者的时间管理', [
    { title: '番茄钟', source: '二十五分钟专注，SECRETWORD 与番茄。' },
    { title: '试看课', source: '要事第一，PREVIEWWORD。', freePreview: true },
  ])
})

const anyone = () => database.ctx(visitor)

async function titles(q: string): Promise<string[]> {
  return (await search(anyone(), { q })).hits.map(({ title }) => title)
}

const price = '知识付费的底层逻辑'
const typing = 'TypeScript 类型系统入门'
const sleep = '睡眠与记忆'
const time = '长期主义者的时间管理'

describe('search finds', () => {
  test.each([
    ['Chinese words of a title', '知识付费', [price]],
    ['words in any order', '逻辑 知识', [price]],
    ['a title before a mention', '记忆', [sleep]],
    ['words of the text', '编译器', [typing]],
    ['English in any case and form', 'TYPES checked', [typing]],
    ['initials', 'zsff', [price]],
    ['pinyin', 'zhishifufei', [price]],
    ['pinyin with spaces and capitals', 'Shi Jian Guan Li', [time]],
    ['tags', 'javascript', [typing]],
    ['words that are sold', '复购率', [price]],
    ['words of a lesson', '番茄', [time]],
    ['full-width letters', 'ＴｙｐｅＳｃｒｉｐｔ', [typing]],
    ['nothing of a stop', '的', []],
    ['nothing for nonsense', 'qqxxzz', []],
    ['nothing for nothing', '   ', []],
  ])('%s', async (_what, query, expected) => {
    expect(await titles(query)).toEqual(expected)
  })

  test('the author’s name', async () => {
    expect((await titles('欧阳问渠')).length).toBe(4)
  })

  test('all that mention it, what is free before what is sold', async () => {
    expect(new Set(await titles('定价'))).toEqual(new Set([price, sleep]))
  })

  test.each([
    ['知识付肥', price, '知识付费'],
    ['时间官理', time, '时间管理'],
    ['typescirpt', typing, 'TypeScript'],
    ['javascrpt', typing, 'JavaScript'],
  ])('%s although it is misspelt, and says what was meant', async (query, title, meant) => {
    const found = await search(anyone(), { q: query })
    expect(found.hits[0]?.title).toBe(title)
    expect(found.didYouMean).toBe(meant)
  })

  test('what fits in part when nothing fits in whole', async () => {
    expect(await titles('睡眠 火箭')).toEqual([sleep])
  })
})

describe('what is sold', () => {
  test('is found but never shown', async () => {
    for (const q of ['CANARY', 'canary词', 'SECRETWORD', '复购率', '番茄 专注']) {
      const found = await search(anyone(), { q })
      expect(found.hits.length, q).toBe(1)
      expect(JSON.stringify(found)).not.toMatch(/CANARY|SECRETWORD|复购率|专注/i)
    }
  })

  test('is kept nowhere as text', async () => {
    const kept = await database.db
      .select({ fuzzy: searchDocuments.fuzzy, text: searchDocuments.publicText })
      .from(searchDocuments)
    expect(JSON.stringify(kept)).not.toMatch(/CANARY|SECRETWORD|复购率/)
    expect(JSON.stringify(kept)).toContain('PREVIEWWORD')
  })

  test('leaves the snippets when it stops being free', async () => {
    const lesson = course.chapters[0]?.lessons[1]?.id ?? ''
    const shown = async () => JSON.stringify(await search(anyone(), { q: '要事第一' }))
    expect(await shown()).toContain('<mark>要事第一</mark>')
    await saveLesson(database.ctx(creator), lesson, { freePreview: false })
    expect(await shown()).not.toContain('要事')
    await saveLesson(database.ctx(creator), lesson, { freePreview: true })
  })
})

describe('a hit', () => {
  test('is a card with a safe, marked snippet', async () => {
    const { hits } = await search(anyone(), { q: '粗体' })
    expect(hits[0]).toMatchObject({
      kind: 'article',
      snippet: '编译器检查类型 (type checking)。&lt;b&gt; 不是<mark>粗体</mark>。',
    })
  })

  test('follows a change at once', async () => {
    const { id } = await publishArticle(database, creator, '将要改名')
    expect(await titles('将要改名')).toEqual(['将要改名'])
    const { version } = await getDraft(database.ctx(creator), id)
    await saveDraft(database.ctx(creator), id, { version, title: '凤凰涅槃' })
    expect([await titles('凤凰涅槃'), await titles('fhnp')]).toEqual([['凤凰涅槃'], ['凤凰涅槃']])
  })

  test('goes on page by page', async () => {
    for (let n = 0; n < 23; n++) await publishArticle(database, creator, `分页 ${n}`)
    const first = await search(anyone(), { q: '分页' })
    const second = await search(anyone(), { q: '分页', after: first.next ?? '' })
    expect([first.hits.length, second.hits.length, second.next]).toEqual([20, 3, null])
    const all = [...first.hits, ...second.hits].map(({ id }) => id)
    expect(new Set(all).size).toBe(23)
  })
})

describe('a hostile query', () => {
  test.each([
    ["'; drop table items; --"],
    ["' | '' & !"],
    ['a:* & b <-> c'],
    ['((('],
    ['\\'],
    ["'\\''"],
    ['%_%'],
    ['***'],
    ['\0\u0001知识'],
    ['\ud800'],
    ['<script>alert(1)</script>'],
    ['!!知识:*A'],
  ])('%j is only words', async (q) => {
    const found = await search(anyone(), { q })
    expect(JSON.stringify(found)).not.toContain('<script>')
    await expect(suggest(anyone(), q)).resolves.toBeInstanceOf(Array)
  })

  test('that is too long or not a text is refused', async () => {
    const input = { q: 'x'.repeat(101) }
    await expect(search(anyone(), input)).rejects.toMatchObject({ code: 'search.invalid' })
    await expect(search(anyone(), { q: 'x', after: '-1' })).rejects.toMatchObject({
      kind: 'invalid',
    })
    await expect(suggest(anyone(), 'x'.repeat(61))).rejects.toMatchObject({
      code: 'search.invalid',
    })
    expect((await search(anyone(), { q: '知识', after: '999' })).hits).toEqual([])
  })
})

describe('suggestions', () => {
  test.each([
    ['知', price],
    ['时间管', time],
    ['types', typing],
    ['zsff', price],
    ['shuimian', sleep],
  ])('for %s begin with %s', async (q, title) => {
    expect((await suggest(anyone(), q))[0]?.title).toBe(title)
  })

  test('name no words that are sold', async () => {
    expect(await suggest(anyone(), 'CANARY')).toEqual([])
    expect(await suggest(anyone(), '')).toEqual([])
  })
})

test('the index can be written anew by the owner alone', async () => {
  const owner = await insertPerson(database, '站长', 'owner')
  await expect(reindexItems(database.ctx(creator))).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(reindexItems(anyone())).rejects.toMatchObject({ kind: 'forbidden' })
  await database.db.delete(searchDocuments)
  expect(await titles('睡眠')).toEqual([])
  const { indexed } = await reindexItems(database.ctx(owner))
  expect(indexed).toBeGreaterThan(4)
  expect(await titles('睡眠')).toEqual([sleep])
})

test('words and resemblance are read from their indexes', async () => {
  const plan = await database.db.transaction(async (db) => {
    await db.execute(sql`set local enable_seqscan = off`)
    const words = await db.execute(sql`explain select item_id from search_documents
      where words @@ '''知识'''::tsquery`)
    const near = await db.execute(sql`explain select item_id from search_documents
      where 'zhishifufei' <% fuzzy or fuzzy like '%zsff%'`)
    return [...words, ...near].map((row) => Object.values(row)[0]).join('\n')
  })
  expect(plan).toContain('search_documents_words')
  expect(plan).toContain('search_documents_fuzzy')
})
