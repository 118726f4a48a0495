import { expect, test } from 'vitest'
import { testDatabase } from '#tests/database.ts'
import { consume, type TakenEvent } from './consume.ts'
import { record } from './record.ts'

const { ctx } = await testDatabase()

function collector(name: string, into: string[]) {
  return {
    name,
    take: async (_tx: unknown, event: TakenEvent) => {
      into.push(event.name)
    },
  }
}

test('each consumer takes every event once, in order', async () => {
  const taken: string[] = []
  await record(ctx(), { name: 'first' })
  await record(ctx(), { name: 'second' })
  expect(await consume(ctx(), collector('once', taken))).toBe(2)
  expect(await consume(ctx(), collector('once', taken))).toBe(0)
  expect(taken).toEqual(['first', 'second'])
})

test('an event of a transaction that rolled back is never told', async () => {
  const taken: string[] = []
  await consume(ctx(), collector('rollback', []))
  const failing = ctx().db.transaction(async (db) => {
    await record({ ...ctx(), db }, { name: 'never' })
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  await record(ctx(), { name: 'after' })
  await consume(ctx(), collector('rollback', taken))
  expect(taken).toEqual(['after'])
})

test('an older transaction that commits late is not jumped over', async () => {
  const taken: string[] = []
  await consume(ctx(), collector('late', []))
  await ctx().db.transaction(async (db) => {
    await record({ ...ctx(), db }, { name: 'slow' })
    await record(ctx(), { name: 'quick' })
    expect(await consume(ctx(), collector('late', taken))).toBe(0)
  })
  await consume(ctx(), collector('late', taken))
  expect(taken).toEqual(['slow', 'quick'])
})

test('a consumer that fails keeps its place', async () => {
  await consume(ctx(), collector('failing', []))
  await record(ctx(), { name: 'hard' })
  const failing = consume(ctx(), {
    name: 'failing',
    take: async () => {
      throw new Error('down')
    },
  })
  await expect(failing).rejects.toThrow('down')
  const taken: string[] = []
  await consume(ctx(), collector('failing', taken))
  expect(taken).toEqual(['hard'])
})
