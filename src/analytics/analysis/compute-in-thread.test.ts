import { expect, test } from 'vitest'
import { tableOf } from '../models/feature-table.ts'
import { basketsOf } from '../models/rules/baskets.ts'
import { compute } from './compute.ts'
import { computeInThread } from './compute-in-thread.ts'

test('a thread answers what the same work answers here', async () => {
  const lists = Array.from({ length: 40 }, (_, at) => (at % 2 ? ['a', 'b', 'c'] : ['c', 'd']))
  const task = { kind: 'rules' as const, baskets: basketsOf(lists) }
  const found = await computeInThread<'rules'>(task)
  expect(found).toEqual(compute(task))
  expect(found.rules.length).toBeGreaterThan(0)
})

test('what goes wrong in a thread is told to who waits for it', async () => {
  const table = tableOf(['days_since_registered'], [[1]])
  await expect(computeInThread<'group'>({ kind: 'group', table, seed: 1 })).rejects.toThrow(
    'too few to group',
  )
})
