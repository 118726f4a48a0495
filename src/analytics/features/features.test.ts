import { expect, test } from 'vitest'
import * as analytics from '#analytics'
import { lessons as lessonTable } from '#catalog/tables.ts'
import { audience } from '#tests/audience.ts'
import { START, testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { publishArticle, publishCourse } from '#tests/publish.ts'
import { readActions } from '../actions/read-actions.ts'
import { listPeople } from './list-people.ts'
import { readFeatures } from './read-features.ts'
import { readPurchases, readQuiet, readRefunds } from './read-labels.ts'
import { traitFeatures } from './trait-features.ts'

const database = await testDatabase()
const DAY = 86_400_000
const ctx = database.ctx()
const facts = audience(database.db, START)
const creator = await insertPerson(database, '朱熹', 'creator')
const item = await publishArticle(database, creator, '其一')
const other = await publishArticle(database, creator, '其二')
await publishCourse(database, creator, '课', [{ title: '一' }, { title: '二' }])
const lessons = await database.db.select().from(lessonTable)
const before = (days: number) => new Date(START.getTime() - days * DAY)

async function featuresOf(personId: string, at = START) {
  const { names, values } = await readFeatures(ctx, [{ personId, at }])
  return Object.fromEntries(names.map((name, column) => [name, values[column]]))
}

const look = (personId: string, itemId: string, days: number) =>
  analytics.noteLook(database.ctx(member(personId), before(days)), {
    ...{ personId, itemId, dwellMs: 60_000, depth: 80, fromSearch: false },
  })

test('features count what was bought, opened, completed and returned before', async () => {
  const id = await facts.person(120)
  await facts.buy(id, 100, [item.id])
  const order = await facts.buy(id, 20, [item.id, other.id])
  await facts.refund(order, 18)
  await facts.open(id, item.id, 19)
  await facts.open(id, item.id, 19)
  const [lesson] = lessons
  if (lesson) await facts.complete(id, lesson, 10)
  await look(id, item.id, 15)
  expect(await featuresOf(id)).toEqual({
    days_since_registered: expect.closeTo(120, 6),
    days_since_purchase: expect.closeTo(20, 6),
    purchases: 2,
    purchases_90: 1,
    items_bought: 3,
    log_spent: expect.closeTo(Math.log(1 + 3000 - 1000), 9),
    refund_share: 0.5,
    days_since_active: expect.closeTo(10, 6),
    active_days_30: 5,
    active_days_90: 5,
    items_opened: 1,
    looks_30: 1,
    items_looked_at: 1,
    free_share: 1,
    reads_30: 2,
    completions: 1,
    completions_30: 1,
    completions_per_active_day: expect.closeTo(1 / 6, 9),
    marks: 0,
    open_orders: 0,
  })
})

test('a fact of the future changes no feature of the past', async () => {
  const id = await facts.person(90)
  await facts.buy(id, 60, [item.id])
  await facts.open(id, item.id, 55)
  const past = await featuresOf(id, before(30))
  const order = await facts.buy(id, 30, [other.id])
  await facts.refund(order, 29)
  await facts.open(id, other.id, 20)
  await look(id, other.id, 12)
  const [, lesson] = lessons
  if (lesson) await facts.complete(id, lesson, 10)
  await analytics.saveTraits(database.ctx(member(id)), { consent: true, gender: 'female' })
  expect(await featuresOf(id, before(30))).toEqual(past)
  expect(await featuresOf(id)).not.toEqual(past)
})

test('who never did anything has only an age', async () => {
  const features = await featuresOf(await facts.person(10))
  expect(features).toMatchObject({ purchases: 0, log_spent: 0, completions: 0 })
  expect(features.days_since_purchase).toBeNaN()
  expect(features.days_since_active).toBeNaN()
})

test('labels look only at the days after the moment', async () => {
  const id = await facts.person(200)
  const order = await facts.buy(id, 50, [item.id])
  await facts.refund(order, 40)
  const at = (days: number) => [{ personId: id, at: before(days) }]
  const flags = async (read: typeof readPurchases, ...days: number[]) =>
    Promise.all(days.map(async (day) => (await read(ctx, at(day)))[0]))
  expect(await flags(readPurchases, 90, 79, 50, 49)).toEqual([0, 1, 1, 0])
  expect(await flags(readQuiet, 90, 79, 45, 39)).toEqual([1, 0, 0, 1])
  expect(await flags(readRefunds, 50)).toEqual([1])
  const late = await facts.buy(id, 35, [item.id])
  await facts.refund(late, 10)
  expect(await flags(readRefunds, 35)).toEqual([0])
})

test('actions are told in order, and a long silence is a farewell', async () => {
  const id = await facts.person(200)
  await facts.buy(id, 100, [item.id])
  await facts.open(id, item.id, 99)
  await facts.open(id, item.id, 20)
  const [sequence] = await readActions(ctx, [{ personId: id, at: START }])
  expect(sequence).toEqual(['order', 'buy', 'read', 'leave', 'read'])
})

test('staff, the unwilling and the not yet registered are not looked at', async () => {
  const willing = await facts.person(5)
  const unwilling = await facts.person(5)
  const found = await listPeople(ctx, START, new Set([unwilling]))
  const ids = found.map(({ personId }) => personId)
  expect(ids).toContain(willing)
  expect(ids).not.toContain(unwilling)
  expect(ids).not.toContain(creator.personId)
  const earlier = await listPeople(ctx, before(6), new Set())
  expect(earlier.map(({ personId }) => personId)).not.toContain(willing)
})

test('a trait is a feature only of those who consented, and of enough people', async () => {
  const told: string[] = []
  for (let n = 0; n < 20; n++) told.push(await facts.person(50))
  const silent = await facts.person(50)
  const early = database.ctx(undefined, before(20))
  for (const id of told) {
    expect(await traitFeatures(ctx)).toEqual([])
    await analytics.saveTraits(
      { ...early, actor: member(id) },
      { consent: true, age_range: '25_34' },
    )
  }
  const traits = await traitFeatures(ctx)
  expect(traits.map(({ name }) => name)).toEqual(['age_range:25_34'])
  const [first = ''] = told
  const moments = [first, silent].map((personId) => ({ personId, at: START }))
  const column = async (at: Date) => {
    const table = await readFeatures(
      ctx,
      moments.map((one) => ({ ...one, at })),
      traits,
    )
    return [0, 1].map((row) => table.values[(row + 1) * table.names.length - 1])
  }
  expect(await column(START)).toEqual([1, 0])
  expect(await column(before(21))).toEqual([0, 0])
  await analytics.removeTraits(database.ctx(member(first)))
  expect(await analytics.listTraits(database.ctx(member(first)))).toEqual([])
  expect(await traitFeatures(ctx)).toEqual([])
})

test('traits need consent, a known value and a person', async () => {
  const id = await facts.person(1)
  const save = (input: unknown, actor = member(id)) =>
    analytics.saveTraits(database.ctx(actor), input as analytics.TraitInput)
  await expect(save({ gender: 'male' })).rejects.toMatchObject({ code: 'trait.invalid' })
  await expect(save({ consent: true, gender: 'x' })).rejects.toMatchObject({
    code: 'trait.invalid',
  })
  await expect(analytics.saveTraits(ctx, { consent: true })).rejects.toMatchObject({
    kind: 'unauthenticated',
  })
})

function member(personId: string) {
  return { kind: 'person' as const, personId, roles: ['learner' as const] }
}
