import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import * as catalog from '#catalog'
import { items } from '#catalog/tables.ts'
import { type Actor, visitor } from '#kernel/actor.ts'
import { configureStorage, readVariant } from '#media'
import { assets } from '#media/tables.ts'
import { testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { readContent } from '../db/seed/read-content.ts'
import { type SeededItem, seedCatalog } from '../db/seed/seed-catalog.ts'

const database = await testDatabase()
let creator: Extract<Actor, { kind: 'person' }>
let seeded: SeededItem[]

beforeAll(async () => {
  configureStorage(await mkdtemp(join(tmpdir(), 'seed-')))
  creator = await insertPerson(database, '林清源', 'creator', 'owner')
  seeded = await seedCatalog(database.ctx(creator), { creatorId: creator.personId })
})

const anyone = () => database.ctx(visitor)

describe('the demo site', () => {
  test('has articles and courses in four fields, all published', async () => {
    const page = await catalog.listItems(anyone(), { limit: 100 })
    expect(page.items.length).toBe(seeded.length)
    expect(page.items.filter(({ kind }) => kind === 'article').length).toBeGreaterThanOrEqual(40)
    for (const field of await catalog.listCategories(anyone())) {
      expect(field.count, field.slug).toBeGreaterThanOrEqual(10)
    }
    for (const { title, cover, category, tags } of page.items) {
      expect(
        [category !== null, tags.length > 1, cover === null || cover.width === 1600],
        title,
      ).toEqual([true, true, true])
    }
    expect(page.items.filter(({ cover }) => cover).length).toBe(15)
  })

  test('prices what is sold and nothing else', async () => {
    const cards = await catalog.cardsOf(
      anyone(),
      seeded.map(({ itemId }) => itemId),
    )
    for (const { itemId, slug, priceFen } of seeded) {
      expect(priceFen !== null, slug).toBe(cards.get(itemId)?.access === 'sold')
    }
    expect(Math.max(...seeded.map(({ priceFen }) => priceFen ?? 0))).toBe(19_900)
  })

  test('has essays and notes worth reading, the sold ones with a free part', async () => {
    for (const { slug, source, chapters, access, cover } of await readContent()) {
      if (chapters) continue
      const characters = source.match(/\p{Script=Han}/gu)?.length ?? 0
      // A note comes without a picture, an essay with one.
      expect(characters, slug).toBeGreaterThan(cover ? 900 : 250)
      const found = await catalog.getItemBySlug(anyone(), 'article', slug)
      if (!('item' in found)) throw new Error(`${slug} has moved`)
      expect(found.item.preview.html.length, slug).toBeGreaterThan(cover ? 300 : 120)
      expect(found.item.preview.hasPaidPart, slug).toBe(access === 'sold')
    }
  })

  test('resolves every picture and leaves no mark of the mark-up behind', async () => {
    for (const { slug, source, chapters } of await readContent()) {
      const lessons = (chapters ?? []).flatMap((chapter) => chapter.lessons)
      const texts = [source, ...lessons.map((lesson) => lesson.source)]
      for (const text of texts) {
        const { freeHtml, paidHtml } = await catalog.renderMarkdown(text)
        expect(freeHtml + paidHtml, slug).not.toContain('merror')
        const words = (freeHtml + paidHtml)
          .replaceAll(/<(pre|code|math)\b.*?<\/\1>/gs, '')
          .replaceAll(/<[^>]+>/g, '')
        expect(/.{0,20}(?:\*|\]\(|\[\^|<!--|\[!).{0,20}/.exec(words)?.[0] ?? '', slug).toBe('')
      }
    }
    const found = await catalog.getItemBySlug(anyone(), 'article', 'sleep-is-not-spare-time')
    expect(JSON.stringify(found)).toMatch(/<img src=\\"\/media\/[\w-]+\/w960\\" srcset/)
  })

  test('has a flagship of text, picture, sound and film, guarded but for previews', async () => {
    const found = await catalog.getItemBySlug(anyone(), 'course', 'training-attention')
    if (!('item' in found)) throw new Error('the course has moved')
    const lessons = found.item.outline.flatMap((chapter) => chapter.lessons)
    expect(new Set(lessons.map(({ kind }) => kind))).toEqual(
      new Set(['text', 'picture', 'audio', 'video']),
    )
    expect(lessons.filter(({ freePreview }) => freePreview).length).toBe(2)
    for (const { title, kind, durationMs } of lessons) {
      if (kind === 'audio' || kind === 'video') expect(durationMs, title).toBeGreaterThan(30_000)
    }
    const rows = await database.db.select().from(assets)
    const opened = async (name: string) => {
      const assetId = rows.find((row) => row.name === name)?.id ?? ''
      const request = { assetId, variant: 'original', signed: null, range: null } as const
      return readVariant(anyone(), { ...request, headOnly: true })
    }
    expect((await opened('attention-loop.mp4')).mime).toBe('video/mp4')
    await expect(opened('breath-pacer.mp4')).rejects.toMatchObject({ code: 'media.bad_signature' })
  })

  test('is found by what people look for', async () => {
    for (const [q, slug] of [
      ['谈薪', 'salary-three-accounts'],
      ['问渠', 'guan-shu-you-gan'],
      ['卡片笔记', 'card-notes'],
      ['zhuanzhu', 'training-attention'],
      ['浮点数', 'why-point-one-is-not'],
    ] as const) {
      const { hits } = await catalog.search(anyone(), { q })
      expect(
        hits.map((hit) => hit.slug),
        q,
      ).toContain(slug)
    }
  })

  test('is written once, however often it is asked for', async () => {
    const before = (await database.db.select().from(assets)).length
    const again = await seedCatalog(database.ctx(creator), { creatorId: creator.personId })
    expect(again).toEqual(seeded)
    expect((await database.db.select().from(items)).length).toBe(seeded.length)
    expect((await database.db.select().from(assets)).length).toBe(before)
  })
})
