import { expect, test } from 'vitest'
import * as recommendations from '#recommendations'
import { openReadingSite } from '#tests/reading-site.ts'
import type { KindTrial } from './model-card.ts'

const { database, as, worker, owner, time, someone } = await openReadingSite()
const { sql } = database
const DAY = 86_400_000
const run = () => recommendations.runDueTraining(as(worker))
const trainings = () => sql`select state, trials, error, leased_until from trainings
  order by created_at desc, id desc`
const models = () => sql`select id, state, card from models order by created_at, id`

test('the first model is learnt by itself, the next a day later', async () => {
  expect(await models()).toMatchObject([{ state: 'serving' }])
  expect(await run()).toBe(false)
  time.now = new Date(time.now.getTime() + DAY)
  expect(await run()).toBe(true)
  expect(await models()).toMatchObject([{ state: 'retired' }, { state: 'serving' }])
})

test('of two workers at once one learns, and one model is served', async () => {
  time.now = new Date(time.now.getTime() + 1000)
  await recommendations.requestTraining(as(owner))
  await recommendations.requestTraining(as(owner))
  const done = await Promise.all([run(), run()])
  expect(done.sort()).toEqual([false, true])
  expect((await models()).filter(({ state }) => state === 'serving')).toHaveLength(1)
})

test('who follows a worker that died goes on with its trials', async () => {
  time.now = new Date(time.now.getTime() + 1000)
  await recommendations.requestTraining(as(owner))
  const trial: KindTrial = { kind: 'popularity', point: {}, score: 0.123 }
  const lease = new Date(time.now.getTime() + 60_000)
  await sql`update trainings set state = 'running', leased_until = ${lease.toISOString()},
    trials = ${JSON.stringify([trial])}::text::jsonb where state = 'due'`
  expect(await run()).toBe(false)
  time.now = new Date(lease.getTime() + 1000)
  expect(await run()).toBe(true)
  const [training] = await trainings()
  const kinds = ((training?.trials ?? []) as KindTrial[]).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'popularity')).toHaveLength(1)
  const [served] = (await models()).filter(({ state }) => state === 'serving')
  const row = served?.card.rows.find(({ kind }: { kind: string }) => kind === 'popularity')
  expect(row.valid).toBe(0.123)
})

test('a training that fails says why, and what was served stays', async () => {
  const before = await models()
  time.now = new Date(time.now.getTime() + 1000)
  await recommendations.requestTraining(as(owner))
  await sql`update trainings set trials = '{"not": "a list"}' where state = 'due'`
  await expect(run()).rejects.toThrow()
  const [training] = await trainings()
  expect(training).toMatchObject({ state: 'failed' })
  expect(training?.error).not.toBe('')
  expect(await models()).toEqual(before)
})

test('only the owner asks for a training', async () => {
  const who = await someone()
  await expect(recommendations.requestTraining(as(who))).rejects.toMatchObject({
    kind: 'forbidden',
  })
})
