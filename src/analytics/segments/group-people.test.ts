import { expect, test } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { behaviourFeatures } from '../features/behaviour-features.ts'
import { purchaseFeatures } from '../features/purchase-features.ts'
import { tableOf } from '../models/feature-table.ts'
import { groupPeople } from './group-people.ts'
import { nameSegments } from './name-segments.ts'

const names = [...purchaseFeatures, ...behaviourFeatures]
const kinds = {
  champions: {
    days_since_registered: 400,
    purchases: 12,
    log_spent: 10,
    active_days_90: 30,
    days_since_active: 1,
    items_opened: 12,
    completions: 2,
  },
  sleeping: {
    days_since_registered: 500,
    purchases: 0,
    log_spent: 0,
    active_days_90: 0,
    days_since_active: 300,
    items_opened: 1,
    completions: 0,
  },
  new: {
    days_since_registered: 3,
    purchases: 0,
    log_spent: 0,
    active_days_90: 1,
    days_since_active: 1,
    items_opened: 0,
    completions: 0,
  },
}

/** People of each kind, each figure off by up to a tenth. */
function people(sizes: Record<keyof typeof kinds, number>) {
  const random = seededRandom(4)
  const rows: number[][] = []
  const truth: string[] = []
  for (const [kind, size] of Object.entries(sizes)) {
    const usual: Record<string, number> = kinds[kind as keyof typeof kinds]
    for (let n = 0; n < size; n++) {
      rows.push(names.map((name) => (usual[name] ?? 0) * (0.9 + 0.2 * random())))
      truth.push(kind)
    }
  }
  return { table: tableOf(names, rows), truth }
}

test('people who do alike are in one group, named after what sets it apart', () => {
  const { table, truth } = people({ champions: 40, sleeping: 60, new: 50 })
  const { groups, k, silhouette } = groupPeople(table, 1)
  expect(k).toBe(3)
  expect(silhouette).toBeGreaterThan(0.7)
  for (const { key, rows } of groups) {
    expect(new Set(rows.map((row) => truth[row]))).toEqual(new Set([key]))
  }
  expect(groups.map(({ key }) => key).sort()).toEqual(['champions', 'new', 'sleeping'])
  expect(groups.find(({ key }) => key === 'champions')?.centroid.purchases).toBeGreaterThan(10)
})

test('a handful too small to be a group is not told of', () => {
  const { table } = people({ champions: 4, sleeping: 60, new: 50 })
  const { groups } = groupPeople(table, 1)
  expect(Math.min(...groups.map(({ rows }) => rows.length))).toBeGreaterThanOrEqual(5)
  expect(groups.some(({ key }) => key === 'champions')).toBe(false)
})

test('a name is given once, and none to whom none fits', () => {
  const champion = {
    mean: { purchases: 9, days_since_active: 1 },
    apart: { purchases: 2, log_spent: 2, active_days_90: 2, days_since_active: -1 },
  }
  const named = nameSegments([champion, champion, { mean: {}, apart: { purchases: 1 } }])
  expect(named[0]).toBe('champions')
  expect(named[1]).toBe('loyal')
  expect(named[2]).toBe('other')
})
