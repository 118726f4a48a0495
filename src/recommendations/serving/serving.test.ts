import { describe, expect, test } from 'vitest'
import { publishItem, unpublishItem } from '#catalog'
import type { Actor } from '#kernel/actor.ts'
import * as library from '#library'
import * as recommendations from '#recommendations'
import { openReadingSite } from '#tests/reading-site.ts'

const site = await openReadingSite()
const { database, time, as, worker, creator, owner, readers, shelves, words } = site
const { fieldOf, write, read, someone } = site

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
      ...{ name: 'item.published', payload: { itemId: id }, actor: 'test', occurredAt: time.now },
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
    const because = await recommendations.becauseYouStudied(as(reader), 4)
    if (first.arm === 'control') expect(because).toBeNull()
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
