import { expect, test } from 'vitest'
import { testDatabase } from '#tests/database.ts'
import { type Consumer, consume, type TakenEvent } from './consume.ts'
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

/**
 * An event waits for every older transaction of the whole server, of other test files too: so ask
 * until it has come.
 */
async function until(consumer: Consumer, taken: string[], count: number): Promise<void> {
  await expect
    .poll(
      async () => {
        await consume(ctx(), consumer)
        return taken.length
      },
      { timeout: 30_000, interval: 20 },
    )
    .toBeGreaterThanOrEqual(count)
}

test('each consumer takes every event once, in order', async () => {
  const taken: string[] = []
  await record(ctx(), { name: 'first' })
  await record(ctx(), { name: 'second' })
  await until(collector('once', taken), taken, 2)
  expect(await consume(ctx(), collector('once', taken))).toBe(0)
  expect(taken).toEqual(['first', 'second'])
})

test('an event of a transaction that rolled back is never told', async () => {
  const taken: string[] = []
  const failing = ctx().db.transaction(async (db) => {
    await record({ ...ctx(), db }, { name: 'never' })
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  await record(ctx(), { name: 'after' })
  await until(collector('rollback', taken), taken, 3)
  expect(taken).toEqual(['first', 'second', 'after'])
})

test('an older transaction that commits late is not jumped over', async () => {
  const taken: string[] = []
  await ctx().db.transaction(async (db) => {
    await record({ ...ctx(), db }, { name: 'slow' })
    await record(ctx(), { name: 'quick' })
    await until(collector('late', taken), taken, 3)
    await consume(ctx(), collector('late', taken))
    expect(taken).toEqual(['first', 'second', 'after'])
  })
  await until(collector('late', taken), taken, 5)
  expect(taken.slice(3)).toEqual(['slow', 'quick'])
})

test('a consumer that fails keeps its place', async () => {
  const failing = {
    name: 'failing',
    take: async () => {
      throw new Error('down')
    },
  }
  const failure = () => consume(ctx(), failing).then(String, (error: Error) => error.message)
  await expect.poll(failure, { timeout: 30_000, interval: 20 }).toBe('down')
  const taken: string[] = []
  await until(collector('failing', taken), taken, 5)
  expect(taken).toEqual(['first', 'second', 'after', 'slow', 'quick'])
})
