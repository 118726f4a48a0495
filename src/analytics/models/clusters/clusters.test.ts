import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { kMeans } from './k-means.ts'
import { distance2, type Points, standardise } from './points.ts'
import { chooseClusters, silhouette } from './silhouette.ts'

/** `k` round clouds far apart, one after the other in turn. */
function clouds(k: number, count: number, seed: number): Points {
  const random = seededRandom(seed)
  const values = new Float64Array(count * 2)
  for (let at = 0; at < count; at++) {
    values[at * 2] = 10 * Math.cos((2 * Math.PI * (at % k)) / k) + random()
    values[at * 2 + 1] = 10 * Math.sin((2 * Math.PI * (at % k)) / k) + random()
  }
  return { count, dimensions: 2, values }
}

function on(line: number[]): Points {
  return { count: line.length, dimensions: 1, values: Float64Array.from(line) }
}

describe('k-means', () => {
  test('finds clouds that lie apart', () => {
    const { labels } = kMeans(clouds(4, 200, 1), { k: 4, seed: 5 })
    const first = [...labels.subarray(0, 4)]
    expect(new Set(first).size).toBe(4)
    expect([...labels]).toEqual([...labels].map((_, at) => first[at % 4]))
  })

  test('leaves every point at its nearest centre, and tells their distances', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 6, maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (line, k) => {
          const points = on(line)
          const { labels, centres, inertia } = kMeans(points, { k, seed: 2 })
          let sum = 0
          labels.forEach((label, at) => {
            const own = distance2(points, at, centres, label)
            sum += own
            for (let other = 0; other < k; other++) {
              expect(own).toBeLessThanOrEqual(distance2(points, at, centres, other) + 1e-9)
            }
          })
          expect(inertia).toBeCloseTo(sum, 6)
        },
      ),
    )
  })

  test('gives the same for the same seed and refuses more clusters than points', () => {
    const points = clouds(3, 50, 2)
    expect(kMeans(points, { k: 3, seed: 4 })).toEqual(kMeans(points, { k: 3, seed: 4 }))
    expect(() => kMeans(on([1, 2]), { k: 3, seed: 1 })).toThrow('3 clusters')
  })

  test('keeps every cluster filled when many points are the same', () => {
    const { labels } = kMeans(on([0, 0, 0, 0, 0, 0, 5, 9]), { k: 3, seed: 1 })
    expect(new Set(labels).size).toBe(3)
  })
})

describe('the silhouette', () => {
  test('is that of the definition, worked out by hand', () => {
    const labels = Uint8Array.of(0, 0, 1)
    const expected = ((9 - 1) / 9 + (8 - 1) / 8 + 0) / 3
    expect(silhouette(on([0, 1, 9]), { labels, k: 2 }, { seed: 1 })).toBeCloseTo(expected, 12)
  })

  test('of a sample is near that of all', () => {
    const points = clouds(3, 1_200, 3)
    const clustering = kMeans(points, { k: 3, seed: 1 })
    const all = silhouette(points, clustering, { seed: 1 })
    expect(silhouette(points, clustering, { seed: 1, mostPoints: 200 })).toBeCloseTo(all, 1)
    expect(all).toBeGreaterThan(0.8)
  })

  test.each([2, 3, 5, 7])('chooses %i clusters where there are as many clouds', (k) => {
    const chosen = chooseClusters(clouds(k, 210, k), 1)
    expect(chosen.k).toBe(k)
    expect(chosen.tried).toHaveLength(7)
  })
})

test('of many points a sample says how many clusters there are, and all are grouped', () => {
  const { k, labels } = chooseClusters(clouds(3, 6_000, 9), 1)
  expect(k).toBe(3)
  const first = [...labels.subarray(0, 3)]
  expect(labels.every((label, at) => label === first[at % 3])).toBe(true)
})

test('standardised points have mean 0 and deviation 1, and a constant axis becomes 0', () => {
  const { points } = standardise({
    count: 3,
    dimensions: 2,
    values: Float64Array.of(1, 4, 2, 4, 3, 4),
  })
  const edge = Math.sqrt(1.5)
  const expected = [-edge, 0, 0, 0, edge, 0]
  expected.forEach((value, at) => {
    expect(points.values[at]).toBeCloseTo(value, 12)
  })
})
