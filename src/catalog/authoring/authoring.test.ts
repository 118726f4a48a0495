import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Actor, visitor } from '#kernel/actor.ts'
import { configureStorage, storeUpload } from '#media'
import { events } from '#platform/tables.ts'
import { later, testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import {
  createItem,
  getDraft,
  getItemBySlug,
  listDrafts,
  listItems,
  previewMarkdown,
  publishItem,
  readBody,
  saveCategory,
  saveDraft,
} from '../index.ts'
import type { Pass } from '../reading/pass.ts'

const database = await testDatabase()
let creator: Actor
let rival: Actor
let learner: Actor
let owner: Actor

beforeAll(async () => {
  configureStorage(await mkdtemp(join(tmpdir(), 'media-')))
  creator = await insertPerson(database, '作者', 'creator')
  rival = await insertPerson(database, '同行', 'creator')
  learner = await insertPerson(database, '读者')
  owner = await insertPerson(database, '站长', 'owner')
})

const as = (actor: Actor) => database.ctx(actor)

async function upload(actor: Actor): Promise<string> {
  const png = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#000' } })
    .png()
    .toBuffer()
  const stream = new Blob([png as BlobPart]).stream()
  return (await storeUpload(as(actor), { name: 'a', stream, exposure: 'guarded' })).id
}

describe('beginning a piece', () => {
  test('makes a draft with an address from its title', async () => {
    const draft = await createItem(as(creator), { kind: 'article', title: '  从零到一 ' })
    expect(draft).toMatchObject({
      ...{ title: '从零到一', slug: 'cong-ling-dao-yi', status: 'draft', access: 'open' },
      ...{ version: 1, tags: [], chapters: [], source: '' },
    })
    const second = await createItem(as(rival), { kind: 'course', title: '从零到一' })
    expect(second).toMatchObject({ slug: 'cong-ling-dao-yi-2', access: 'sold' })
  })

  test('is for creators', async () => {
    const input = { kind: 'article', title: 'x' } as const
    await expect(createItem(as(visitor), input)).rejects.toMatchObject({ kind: 'unauthenticated' })
    await expect(createItem(as(learner), input)).rejects.toMatchObject({ kind: 'forbidden' })
  })

  test('refuses an empty or endless title and an unknown kind', async () => {
    for (const title of ['', '  ', 'x'.repeat(121)]) {
      await expect(createItem(as(creator), { kind: 'article', title })).rejects.toMatchObject({
        code: 'item.invalid',
        details: { fields: ['title'] },
      })
    }
    const unknown = { kind: 'poem' as 'article', title: 'x' }
    await expect(createItem(as(creator), unknown)).rejects.toMatchObject({ code: 'item.invalid' })
  })
})

describe('saving', () => {
  test('changes what is named, keeps the rest and counts the version', async () => {
    await saveCategory(as(owner), { slug: 'career', nameZh: '职业', nameEn: 'Career' })
    const cover = await upload(creator)
    const { id } = await createItem(as(creator), { kind: 'article', title: '谈判' })
    const saved = await saveDraft(as(creator), id, {
      version: 1,
      summary: '一页纸',
      tags: ['谈判', 'Offer', 'offer', ' 谈判 '],
      categorySlug: 'career',
      coverAssetId: cover,
      level: 'beginner',
      source: '# 谈判\n\n甲',
    })
    expect(saved).toMatchObject({
      ...{ title: '谈判', version: 2, summary: '一页纸', categorySlug: 'career' },
      ...{ level: 'beginner', coverAssetId: cover, source: '# 谈判\n\n甲' },
    })
    expect([...saved.tags].sort()).toEqual(['Offer', '谈判'])
    expect(saved.cover?.src).toContain('?e=')
    const cleared = await saveDraft(as(creator), id, { version: 2, categorySlug: null, tags: [] })
    expect(cleared).toMatchObject({ categorySlug: null, tags: [], coverAssetId: cover })
    expect(await getDraft(as(creator), id)).toEqual(cleared)
  })

  test('refuses a save on top of another one', async () => {
    const { id } = await createItem(as(creator), { kind: 'article', title: '并发' })
    await saveDraft(as(creator), id, { version: 1, summary: '先' })
    await expect(saveDraft(as(creator), id, { version: 1, summary: '后' })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'item.version_stale',
      details: { version: 2 },
    })
    expect((await getDraft(as(creator), id)).summary).toBe('先')
  })

  test('lets exactly one of many at once through', async () => {
    const { id } = await createItem(as(creator), { kind: 'article', title: '同时' })
    const saves = Array.from({ length: 8 }, (_, n) =>
      saveDraft(as(creator), id, { version: 1, summary: `${n}`, source: `${n}` }),
    )
    const done = await Promise.allSettled(saves)
    const won = done.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    expect(won).toHaveLength(1)
    const draft = await getDraft(as(creator), id)
    expect([draft.version, draft.source]).toEqual([2, draft.summary])
  })

  test('is for the author and the owner; a draft does not exist for others', async () => {
    const { id } = await createItem(as(creator), { kind: 'article', title: '秘密' })
    const save = (actor: Actor) => saveDraft(as(actor), id, { version: 1, title: '改' })
    await expect(save(visitor)).rejects.toMatchObject({ kind: 'unauthenticated' })
    for (const actor of [learner, rival]) {
      await expect(save(actor)).rejects.toMatchObject({ code: 'item.not_found' })
      await expect(getDraft(as(actor), id)).rejects.toMatchObject({ code: 'item.not_found' })
    }
    expect((await save(owner)).title).toBe('改')
    await saveDraft(as(owner), id, { version: 2, source: '正文' })
    await publishItem(as(creator), id)
    await expect(save(rival)).rejects.toMatchObject({ kind: 'forbidden', code: 'item.not_yours' })
    await expect(getDraft(as(creator), 'no-id')).rejects.toMatchObject({ code: 'item.not_found' })
  })

  test('refuses what is not one’s own or not what it should be', async () => {
    const { id } = await createItem(as(creator), { kind: 'article', title: '边界' })
    const foreign = await upload(rival)
    const refusals = [
      [{ coverAssetId: foreign }, 'item.bad_cover'],
      [{ categorySlug: 'nowhere' }, 'category.not_found'],
      [{ slug: '../x' }, 'item.invalid'],
      [{ slug: 'A B' }, 'item.invalid'],
      [{ tags: ['x'.repeat(31)] }, 'item.invalid'],
      [{ status: 'published' }, 'item.invalid'],
      [{ featured: true }, 'item.feature_owner_only'],
      [{ source: 'x'.repeat(200_001) }, 'text.too_long'],
    ] as const
    for (const [change, code] of refusals) {
      await expect(
        saveDraft(as(creator), id, { version: 1, ...(change as object) }),
        code,
      ).rejects.toMatchObject({ code })
    }
    expect((await getDraft(as(creator), id)).version).toBe(1)
    expect((await saveDraft(as(owner), id, { version: 1, featured: true })).featured).toBe(true)
  })

  test('shows no stranger’s guarded picture by naming its id', async () => {
    const foreign = await upload(rival)
    const own = await upload(creator)
    const source = `![甲](asset:${foreign})\n\n![乙](asset:${own})`
    const { freeHtml } = await previewMarkdown(as(creator), source)
    expect(freeHtml).toContain('<em>甲</em>')
    expect(freeHtml).not.toContain(foreign)
    expect(freeHtml).toContain(`/media/${own}/w960?e=`)
    await expect(previewMarkdown(as(learner), 'x')).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(previewMarkdown(as(visitor), 'x')).rejects.toMatchObject({
      kind: 'unauthenticated',
    })
  })
})

describe('an address', () => {
  test('follows the title while nobody knows it, and is free again', async () => {
    const { id } = await createItem(as(creator), { kind: 'article', title: '旧名' })
    expect((await saveDraft(as(creator), id, { version: 1, title: '新名' })).slug).toBe('xin-ming')
    const other = await createItem(as(creator), { kind: 'article', title: '旧名' })
    expect(other.slug).toBe('jiu-ming')
  })

  test('once public leads on to the new one, and is never another’s', async () => {
    const { id } = await createItem(as(creator), { kind: 'article', title: '公开' })
    await saveDraft(as(creator), id, { version: 1, source: '正文' })
    await publishItem(as(creator), id)
    await saveDraft(as(creator), id, { version: 2, title: '改名' })
    expect(await getItemBySlug(as(visitor), 'article', 'gong-kai')).toHaveProperty('item')
    await saveDraft(as(creator), id, { version: 3, slug: 'renamed' })
    await saveDraft(as(creator), id, { version: 4, slug: 'renamed-again' })
    for (const old of ['gong-kai', 'renamed']) {
      expect(await getItemBySlug(as(visitor), 'article', old)).toEqual({ movedTo: 'renamed-again' })
    }
    const other = await createItem(as(rival), { kind: 'article', title: '公开' })
    expect(other.slug).toBe('gong-kai-2')
    await expect(
      saveDraft(as(rival), other.id, { version: 1, slug: 'renamed' }),
    ).rejects.toMatchObject({ kind: 'conflict', code: 'item.slug_taken' })
    const back = await saveDraft(as(creator), id, { version: 5, slug: 'gong-kai' })
    expect(back.slug).toBe('gong-kai')
    expect(await getItemBySlug(as(visitor), 'article', 'renamed-again')).toEqual({
      movedTo: 'gong-kai',
    })
  })

  test('is given once even when many ask at the same moment', async () => {
    const all = await Promise.all(
      Array.from({ length: 6 }, () => createItem(as(creator), { kind: 'article', title: '撞车' })),
    )
    expect(new Set(all.map(({ slug }) => slug)).size).toBe(6)
  })
})

describe('what is sold', () => {
  const paid = '甲\n\n<!--more-->\n\n## 机密\n\nCANARY'

  test('is not in the preview, its headings included', async () => {
    const { id, slug } = await createItem(as(creator), { kind: 'article', title: '付费墙' })
    await saveDraft(as(creator), id, { version: 1, access: 'sold', source: paid })
    await publishItem(as(creator), id)
    const found = await getItemBySlug(as(visitor), 'article', slug)
    expect(JSON.stringify(found)).not.toMatch(/CANARY|机密/)
    expect(found).toMatchObject({ item: { preview: { html: '<p>甲</p>', hasPaidPart: true } } })
    const pass = { subject: 'item', id, personId: null } as Pass
    const body = await readBody(as(visitor), pass)
    expect(body.html).toContain('CANARY')
    expect(body.headings.map(({ text }) => text)).toEqual(['机密'])
  })

  test('is all of a sold article without a marker, also when it becomes sold later', async () => {
    const { id, slug } = await createItem(as(creator), { kind: 'article', title: '没有标记' })
    await saveDraft(as(creator), id, { version: 1, source: '- a\n\n  <!--more-->\n\n  CANARY' })
    await publishItem(as(creator), id)
    const before = await getItemBySlug(as(visitor), 'article', slug)
    expect(JSON.stringify(before)).toContain('CANARY')
    await saveDraft(as(creator), id, { version: 2, access: 'sold' })
    const after = await getItemBySlug(as(visitor), 'article', slug)
    expect(JSON.stringify(after)).not.toContain('CANARY')
    expect(after).toMatchObject({ item: { preview: { html: '', hasPaidPart: true } } })
  })

  test('is read only by the person the pass was made for', async () => {
    const { id } = await createItem(as(creator), { kind: 'article', title: '通行证' })
    const personId = learner.kind === 'person' ? learner.personId : ''
    const pass = { subject: 'item', id, personId } as Pass
    await expect(readBody(as(rival), pass)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(readBody(as(learner), { ...pass, id: 'x' })).rejects.toMatchObject({
      code: 'item.not_found',
    })
    expect((await readBody(as(learner), pass)).html).toBe('')
  })
})

describe('the list of drafts', () => {
  test('is one’s own, newest change first, page by page; the owner sees all', async () => {
    const writer = await insertPerson(database, '多产', 'creator')
    for (let n = 0; n < 33; n++) {
      const ctx = database.ctx(writer, later(n * 1000))
      await createItem(ctx, { kind: n % 2 ? 'article' : 'course', title: `第 ${n} 篇` })
    }
    const first = await listDrafts(as(writer))
    expect(first.items[0]?.title).toBe('第 32 篇')
    const second = await listDrafts(as(writer), { after: first.next ?? '' })
    expect([first.items.length, second.items.length, second.next]).toEqual([30, 3, null])
    expect((await listDrafts(as(writer), { kind: 'course' })).items).toHaveLength(17)
    expect((await listDrafts(as(writer), { status: 'published' })).items).toEqual([])
    expect((await listDrafts(as(owner))).items.some(({ title }) => title === '第 32 篇')).toBe(true)
    await expect(listDrafts(as(visitor))).rejects.toMatchObject({ kind: 'unauthenticated' })
    await expect(listDrafts(as(learner))).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(listDrafts(as(writer), { after: 'x' })).rejects.toMatchObject({
      code: 'item.invalid',
    })
  })

  test('nothing of a draft is in a public list, and its creation was told', async () => {
    const { id } = await createItem(as(creator), { kind: 'article', title: '不见' })
    const page = await listItems(as(visitor), { limit: 100 })
    expect(page.items.some((item) => item.id === id)).toBe(false)
    const told = await database.db.select().from(events).where(eq(events.name, 'item.created'))
    expect(told.map(({ payload }) => payload)).toContainEqual({ itemId: id, kind: 'article' })
  })
})
