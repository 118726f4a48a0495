import { expect, test } from 'vitest'
import { createItem, publishItem, saveDraft } from '#catalog'
import * as community from '#community'
import type { Actor } from '#kernel/actor.ts'
import * as library from '#library'
import * as recommendations from '#recommendations'
import { testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { historyOf } from '../matrix/interactions.ts'
import { getRecommendationSettings } from '../settings.ts'
import { readHistory } from './read-history.ts'
import { readMatrix } from './read-matrix.ts'

const database = await testDatabase()
const DAY = 86_400_000
let now = new Date('2026-03-01T02:00:00Z')
const as = (actor?: Actor) => database.ctx(actor, now)
const pass = (ms: number) => {
  now = new Date(now.getTime() + ms)
}
const creator = await insertPerson(database, '朱熹', 'creator')
const owner = await insertPerson(database, '站长', 'owner')

async function article(title: string): Promise<string> {
  const { id, version } = await createItem(as(creator), { kind: 'article', title })
  await saveDraft(as(creator), id, { version, access: 'open', source: '一段话。' })
  await publishItem(as(creator), id)
  return id
}
const [first, second] = [await article('其一'), await article('其二')]
let names = 0
const someone = () => insertPerson(database, `读者${++names}`)
const look = (who: Actor, itemId: string, dwellMs = 90_000, depth = 100) =>
  recommendations.noteView(as(who), { itemId, dwellMs, depth })
const past = async (who: Actor & { kind: 'person' }) =>
  readHistory(as(who), who.personId, (await getRecommendationSettings(as())).weights)
const rowOf = async (who: Actor & { kind: 'person' }, until = now) => {
  const { interactions, personIds, itemIds } = await readMatrix(as(), until)
  const at = personIds.indexOf(who.personId)
  const { items, weights } = historyOf(interactions, at < 0 ? interactions.people : at)
  return new Map([...items].map((item, i) => [itemIds[item], weights[i]]))
}

test('a look counts by how long it lasted, once, and for half after a half-life', async () => {
  const who = await someone()
  await look(who, first, 45_000)
  await look(who, first, 30_000)
  expect(await past(who)).toMatchObject([{ itemId: first, weight: 0.15 }])
  pass(180 * DAY)
  expect((await past(who))[0]?.weight).toBeCloseTo(0.075, 6)
  expect((await rowOf(who)).get(first)).toBeCloseTo(0.075, 6)
})

test('a bounce, a draft and one’s own item say nothing', async () => {
  const who = await someone()
  await look(who, first, 2_000, 5)
  const { id: draft } = await createItem(as(creator), { kind: 'article', title: '草稿' })
  expect(await look(who, draft)).toBe(false)
  expect(await look(creator, first)).toBe(true)
  expect(await past(who)).toEqual([])
  expect(await past(creator)).toEqual([])
})

test('what people do adds up to the cap', async () => {
  const who = await someone()
  await look(who, first)
  await community.setMark(as(who), { itemId: first, kind: 'like', on: true })
  await community.setMark(as(who), { itemId: first, kind: 'bookmark', on: true })
  await community.rateItem(as(who), { itemId: second, stars: 1 }).catch(() => {})
  expect((await past(who))[0]?.weight).toBeCloseTo(0.3 + 0.6 + 0.5, 6)
  await library.grantAccess(as(owner), {
    ...{ personId: who.personId, itemId: first },
    ...{ sourceKind: 'order' as const, sourceId: first },
  })
  expect((await past(who))[0]?.weight).toBeCloseTo(2.4, 6)
})

test('nothing of the future is in a matrix of the past', async () => {
  const who = await someone()
  await look(who, first)
  const then = now
  const before = await rowOf(who, then)
  pass(DAY)
  await look(who, second)
  await look(who, first, 3_000_000)
  await community.setMark(as(who), { itemId: first, kind: 'like', on: true })
  expect([...(await rowOf(who)).keys()].sort()).toEqual([first, second].sort())
  const again = await rowOf(who, then)
  expect([...again.keys()]).toEqual([first])
  expect([...before.keys()]).toEqual([first])
})

test('machines, and who does not want it, are not learnt from; off forgets at once', async () => {
  const [machine, shy] = [await someone(), await someone()]
  await recommendations.saveRecommendationSettings(as(owner), {
    weights: { ...(await getRecommendationSettings(as())).weights, botItemsADay: 10 },
  })
  for (let n = 0; n < 11; n++) await look(machine, await article(`机${n}`))
  expect((await rowOf(machine)).size).toBe(0)
  await look(shy, first)
  expect((await rowOf(shy)).size).toBe(1)
  await recommendations.choose(as(shy), { personalised: false, digest: true })
  expect(await look(shy, second)).toBe(false)
  expect(await past(shy)).toEqual([])
  expect(await recommendations.getChoice(as(shy))).toEqual({ personalised: false, digest: false })
  await recommendations.saveRecommendationSettings(as(owner), { personalisation: 'ask' })
  const fresh = await someone()
  expect(await look(fresh, first)).toBe(false)
  await recommendations.choose(as(fresh), { personalised: true, digest: true })
  expect(await look(fresh, first)).toBe(true)
  expect([...(await rowOf(fresh)).keys()]).toEqual([first])
})

test('only a person themselves and the owner forget a profile', async () => {
  const [who, other] = [await someone(), await someone()]
  const forget = (actor: Actor) => recommendations.forgetProfile(as(actor), who.personId)
  await expect(forget(other)).rejects.toMatchObject({ kind: 'forbidden' })
  await forget(who)
  await forget(owner)
})
