import { describe, expect, test } from 'vitest'
import { createItem, publishItem, saveDraft, unpublishItem } from '#catalog'
import * as commerce from '#commerce'
import { type Actor, system } from '#kernel/actor.ts'
import { money } from '#kernel/money.ts'
import { seededRandom } from '#kernel/random.ts'
import * as library from '#library'
import * as recommendations from '#recommendations'
import { testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'

const database = await testDatabase()
const worker = system('test')
let now = new Date('2026-03-01T02:00:00Z')
const as = (actor?: Actor) => database.ctx(actor, now)
const creator = await insertPerson(database, '朱熹', 'creator')
const owner = await insertPerson(database, '站长', 'owner')
const fields = ['园艺', '天文', '木工', '书法']
const words = [
  ['土壤', '浇水', '种子', '花盆', '修剪', '堆肥'],
  ['星座', '望远镜', '月相', '行星', '星云', '观测'],
  ['榫卯', '刨子', '木料', '打磨', '凿子', '桌椅'],
  ['毛笔', '墨汁', '楷书', '临帖', '宣纸', '笔画'],
]

async function write(field: number, n: number, access: 'open' | 'sold' = 'open') {
  const random = seededRandom(field * 100 + n)
  const own = words[field] ?? []
  const said = Array.from({ length: 60 }, () => own[Math.floor(random() * own.length)]).join('，')
  const title = `${fields[field]}第${n}篇`
  const { id, version } = await createItem(as(creator), { kind: 'article', title })
  await saveDraft(as(creator), id, { version, access, source: `${said}。`, tags: [] })
  if (access === 'sold') await commerce.setPrice(as(creator), id, money(1000n, 'CNY'))
  await publishItem(as(creator), id)
  return id
}

/** Ten items in each of four fields, the last of each sold; sixty people who read in one field. */
const shelves: string[][] = []
for (const field of fields.keys()) {
  const ids: string[] = []
  for (let n = 0; n < 10; n++) ids.push(await write(field, n, n === 9 ? 'sold' : 'open'))
  shelves.push(ids)
}
const fieldOf = (itemId: string) => shelves.findIndex((ids) => ids.includes(itemId))
const read = (who: Actor, itemId: string) =>
  recommendations.noteView(as(who), { itemId, dwellMs: 80_000, depth: 90 })
const random = seededRandom(3)
const readers: Awaited<ReturnType<typeof someone>>[] = []
for (let n = 0; n < 60; n++) readers.push(await insertPerson(database, `读者${n}`))
for (const [n, reader] of readers.entries()) {
  for (let times = 0; times < 6; times++) {
    const field = random() < 0.9 ? n % 4 : Math.floor(random() * 4)
    now = new Date(now.getTime() + 60_000)
    await read(reader, shelves[field]?.[Math.floor(random() * 10)] ?? '')
  }
}
await recommendations.saveRecommendationSettings(as(owner), {
  ...{ experiment: false, searchSeconds: 5, freshness: 0, variety: 0 },
})
await recommendations.runDueTraining(as(worker))

let names = 0
const someone = () => insertPerson(database, `新人${++names}`)
const shelf = (who?: Actor, reads: string[] = [], count = 6, dismissed: string[] = []) =>
  recommendations.recommendItems(as(who), { count, place: 'shelf', taste: { reads, dismissed } })
const idsOf = ({ suggestions }: recommendations.Recommended) =>
  suggestions.map(({ item }) => item.id)

describe('a shelf', () => {
  test('turns to a field after three reads in it, at the next page', async () => {
    const who = await someone()
    expect((await shelf(who)).isPersonal).toBe(false)
    for (const n of [0, 1, 2]) await read(who, shelves[2]?.[n] ?? '')
    const { suggestions, isPersonal } = await shelf(who)
    expect(isPersonal).toBe(true)
    expect(suggestions.filter(({ item }) => fieldOf(item.id) === 2).length).toBeGreaterThan(4)
  })

  test('of a visitor turns by what their browser remembers, and nothing is kept', async () => {
    const before = await database.sql`select count(*)::int as n from exposures`
    const taste = shelves[1]?.slice(0, 3) ?? []
    const fieldsShown = idsOf(await shelf(undefined, taste)).map(fieldOf)
    expect(fieldsShown.filter((field) => field === 1).length).toBeGreaterThan(4)
    const [best = ''] = idsOf(await shelf(undefined, taste))
    expect(idsOf(await shelf(undefined, taste, 6, [best]))).not.toContain(best)
    const after = await database.sql`select count(*)::int as n from exposures`
    expect(after[0]?.n).toBe(before[0]?.n)
  })

  test('shows nothing read, held, dismissed, withdrawn, unpriced or one’s own', async () => {
    const who = await someone()
    const [readId = '', heldId = '', droppedId = '', goneId = ''] = shelves[0] ?? []
    for (const id of [readId, shelves[0]?.[5] ?? '', shelves[0]?.[6] ?? '']) await read(who, id)
    await library.grantAccess(as(worker), {
      ...{ personId: who.personId, itemId: heldId },
      ...{ sourceKind: 'staff' as const, sourceId: `${heldId}-held` },
    })
    await recommendations.dismissItem(as(who), droppedId)
    await unpublishItem(as(creator), goneId)
    await database.sql`delete from prices where item_id = ${shelves[0]?.[9] ?? ''}`
    const shown = idsOf(await shelf(who, [], 40))
    expect(shown.length).toBeGreaterThan(25)
    for (const id of [readId, heldId, droppedId, goneId, shelves[0]?.[9]]) {
      expect(shown).not.toContain(id)
    }
    expect(idsOf(await shelf(creator, [], 40))).toEqual([])
    await recommendations.undismissItem(as(who), droppedId)
    expect(idsOf(await shelf(who, [], 40))).toContain(droppedId)
    await publishItem(as(creator), goneId)
  })

  test('gives reasons that are the model’s own: something read, and words of both', async () => {
    const who = await someone()
    const past = shelves[3]?.slice(0, 3) ?? []
    for (const id of past) await read(who, id)
    const { suggestions } = await shelf(who)
    for (const { item, reason } of suggestions) {
      if (reason.kind !== 'because') continue
      for (const { itemId, share } of reason.from) {
        expect(past).toContain(itemId)
        expect(share).toBeGreaterThan(0)
        expect(share).toBeLessThanOrEqual(1 + 1e-6)
      }
      if (fieldOf(item.id) === 3) expect(words[3]).toContain(reason.terms[0])
    }
    expect(suggestions[0]?.reason.kind).toBe('because')
  })

  test('of who turned it off is popular for all, and what was shown is forgotten', async () => {
    const who = await someone()
    for (const id of shelves[2]?.slice(0, 3) ?? []) await read(who, id)
    await shelf(who)
    const kept = () =>
      database.sql`select 1 from exposures where person_id = ${who.personId}
        union all select 1 from item_views where person_id = ${who.personId}`
    expect(await kept()).not.toEqual([])
    await recommendations.choose(as(who), { personalised: false, digest: false })
    const { isPersonal } = await shelf(who)
    expect(isPersonal).toBe(false)
    expect(await kept()).toEqual([])
  })

  test('shows an item that came after training to who reads its like, as new', async () => {
    const id = await write(1, 77)
    await recommendations.embedFreshItem(as(worker), {
      ...{ name: 'item.published', payload: { itemId: id }, actor: 'test', occurredAt: now },
    })
    const who = await someone()
    for (const read1 of shelves[1]?.slice(0, 4) ?? []) await read(who, read1)
    const found = (await shelf(who, [], 10)).suggestions.find(({ item }) => item.id === id)
    expect(found?.reason).toEqual({ kind: 'new' })
    const other = await someone()
    for (const read0 of shelves[0]?.slice(4, 8) ?? []) await read(other, read0)
    expect(idsOf(await shelf(other, [], 6))).not.toContain(id)
  })

  test('marks what the owner promotes', async () => {
    const id = shelves[3]?.[8] ?? ''
    await recommendations.saveRecommendationSettings(as(owner), { promoted: [id] })
    const { suggestions } = await shelf(await someone())
    expect(suggestions[1]).toMatchObject({ item: { id }, reason: { kind: 'promoted' } })
    await recommendations.saveRecommendationSettings(as(owner), { promoted: [] })
  })
})

test('similar items are of the same field, without the item itself', async () => {
  const itemId = shelves[0]?.[4] ?? ''
  const similar = await recommendations.similarItems(as(), itemId, 4)
  expect(similar.map(({ id }) => fieldOf(id))).toEqual([0, 0, 0, 0])
  expect(similar.map(({ id }) => id)).not.toContain(itemId)
})

test('“because you studied” groups what owes most to one thing', async () => {
  const who = await someone()
  const studied = shelves[2]?.[4] ?? ''
  await read(who, studied)
  const because = await recommendations.becauseYouStudied(as(who), 4)
  expect(because?.studied.id).toBe(studied)
  expect(because?.suggestions.length).toBeGreaterThan(1)
})

test('half of the experiment sees what most people like, always the same half', async () => {
  await recommendations.saveRecommendationSettings(as(owner), {
    ...{ experiment: true, controlPercent: 50 },
  })
  const arms = new Set<string>()
  for (const reader of readers.slice(0, 12)) {
    const first = await shelf(reader)
    expect((await shelf(reader)).arm).toBe(first.arm)
    expect(first.isPersonal).toBe(first.arm === 'model')
    arms.add(first.arm)
  }
  expect([...arms].sort()).toEqual(['control', 'model'])
})

test('a model made of people’s rows goes with the first of them', async () => {
  await recommendations.saveRecommendationSettings(as(owner), {
    ...{ model: 'user-cf', experiment: false },
  })
  await recommendations.requestTraining(as(owner))
  await recommendations.runDueTraining(as(worker))
  const [who] = readers
  expect((await shelf(who)).isPersonal).toBe(true)
  await recommendations.choose(as(who), { personalised: false, digest: false })
  expect(idsOf(await shelf(readers[1]))).toEqual([])
  await recommendations.runDueTraining(as(worker))
  expect(idsOf(await shelf(readers[1])).length).toBe(6)
})
