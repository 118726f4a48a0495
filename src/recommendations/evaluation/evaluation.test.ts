import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { fromTriples, historyOf, type Interactions } from '../matrix/interactions.ts'
import type { Recommender } from '../models/model.ts'
import { popularityRecommender, trainPopularity } from '../models/popularity.ts'
import { evaluate } from './evaluate.ts'
import { evaluateInThreads } from './evaluate-in-threads.ts'
import { judgeRanking } from './metrics.ts'
import { type Dimension, search, type Trial } from './search.ts'
import { splitAtRandom, splitByTime } from './split.ts'

describe('the metrics of one list', () => {
  const judge = (list: number[], wanted: number[], count: number) =>
    judgeRanking(list, (item) => wanted.includes(item), wanted.length, count)

  it('are those computed by hand', () => {
    // Hits at ranks 2 and 4 of 5; three wanted.
    expect(judge([9, 1, 8, 2, 7], [1, 2, 3], 5)).toEqual({
      recall: 2 / 3,
      precision: 2 / 5,
      hit: 1,
      mrr: 1 / 2,
      ndcg: (1 / Math.log2(3) + 1 / Math.log2(5)) / (1 + 1 / Math.log2(3) + 1 / 2),
    })
  })

  it('are nothing without a hit, and 1 for all that fits', () => {
    expect(judge([5, 6], [1], 2)).toEqual({ recall: 0, precision: 0, hit: 0, mrr: 0, ndcg: 0 })
    // More are wanted than the list is long: the best list still has an NDCG of 1.
    const full = judge([1, 2], [1, 2, 3, 4], 2)
    expect(full).toEqual({ recall: 0.5, precision: 1, hit: 1, mrr: 1, ndcg: 1 })
  })

  it('look no further than the count, and divide by it when the list is shorter', () => {
    expect(judge([5, 6, 1], [1], 2).hit).toBe(0)
    expect(judge([1], [1], 10).precision).toBe(0.1)
  })
})

describe('the evaluation of a model', () => {
  const known = matrix(3, 5, [
    [0, 0],
    [0, 1],
    [1, 0],
    [2, 2],
  ])
  const wanted = matrix(3, 5, [
    [0, 2],
    [1, 4],
  ])
  /** Likes items in the order of their numbers. */
  const byNumber: Recommender = {
    score: (_, scores) =>
      scores.forEach((_, item) => {
        scores[item] = -item
      }),
    explain: () => ({ base: 0, contributions: [] }),
  }

  it('masks what is known, leaves out who wants nothing, and averages over people', () => {
    const result = evaluate(byNumber, { known, wanted, count: 2 })
    // Person 0 gets 2, 3 and wanted 2; person 1 gets 1, 2 and wanted 4.
    expect(result).toMatchObject({ people: 2, recall: 0.5, precision: 0.25, hit: 0.5, mrr: 0.5 })
    expect(result.coverage).toBe(3 / 5)
    // Items 2, 3, 1, 2 are known to 1, 0, 1, 1 of 3; none counts as if one knew it.
    expect(result.novelty).toBeCloseTo(Math.log2(3), 12)
    // Mean popularity: recommended 3/4; histories (2+1)/2 and 2.
    expect(result.popularityBias).toBeCloseTo(0.75 / 1.75, 12)
  })

  it('masks what it is told to as well', () => {
    const masked = matrix(3, 5, [[0, 2]])
    expect(evaluate(byNumber, { known, wanted, masked, count: 2 }).hit).toBe(0)
  })

  it('is the same by threads', async () => {
    const all = randomMatrix(90, 20, 600, 4)
    const { train, valid, test } = splitAtRandom(all, 1)
    const trained = trainPopularity(train)
    const task = { known: train, wanted: test, masked: valid, count: 5 }
    const alone = evaluate(popularityRecommender(trained), task)
    const threaded = await evaluateInThreads(trained, task, { threads: 2 })
    for (const [name, value] of Object.entries(alone)) {
      expect(threaded[name as keyof typeof alone]).toBeCloseTo(value, 12)
    }
    expect(alone.hit).toBeGreaterThan(0)
  })
})

describe('a split', () => {
  it('at random holds everything once, in tenths of each person', () => {
    fc.assert(
      fc.property(fc.nat(1000), (seed) => {
        const all = randomMatrix(20, 40, 300, seed)
        const { train, valid, test } = splitAtRandom(all, seed)
        for (let person = 0; person < 20; person++) {
          const sizes = [train, valid, test].map((part) => historyOf(part, person).items.length)
          const whole = historyOf(all, person).items
          const [, held = 0, tested = 0] = sizes
          const tenth = Math.floor(whole.length / 10)
          const few = [Number(whole.length > 2), Number(whole.length > 1)]
          expect([held, tested]).toEqual(whole.length >= 10 ? [tenth, tenth] : few)
          const together = [train, valid, test].flatMap((part) => [
            ...historyOf(part, person).items,
          ])
          expect(together.sort((a, b) => a - b)).toEqual([...whole])
        }
      }),
      { numRuns: 30 },
    )
  })

  it('is the same for a seed and another for another', () => {
    const all = randomMatrix(20, 40, 300, 1)
    expect(splitAtRandom(all, 5)).toEqual(splitAtRandom(all, 5))
    expect(splitAtRandom(all, 5).test.items).not.toEqual(splitAtRandom(all, 6).test.items)
  })

  it('by time keeps the latest for the test, the one before for validation', () => {
    const all = matrix(3, 5, [
      [0, 0],
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 1],
      [1, 4],
      [2, 2],
    ])
    const times = Float64Array.from([40, 10, 30, 20, 5, 7, 1])
    const { train, valid, test } = splitByTime(all, times)
    const itemsOf = (part: Interactions) => [0, 1, 2].map((who) => [...historyOf(part, who).items])
    expect(itemsOf(test)).toEqual([[0], [4], []])
    expect(itemsOf(valid)).toEqual([[2], [], []])
    expect(itemsOf(train)).toEqual([[1, 3], [1], [2]])
  })
})

describe('a search', () => {
  const space: Dimension[] = [
    { name: 'x', start: 0, step: 1, min: -10, max: 10 },
    { name: 'y', start: 1, step: 1, min: 0.01, max: 100, isRatio: true },
  ]
  /** Best at x = 3.5, y = 6. */
  const judge = ({ x = 0, y = 0 }) => -((x - 3.5) ** 2) - (Math.log(y) - Math.log(6)) ** 2
  const plenty = { space, judge, seed: 1, mayGoOn: () => true }

  it('finds the top of a hill to a sixteenth of a step', async () => {
    const { best } = await search(plenty)
    expect(best?.point.x).toBeCloseTo(3.5, 1)
    expect(Math.log2((best?.point.y ?? 0) / 6)).toBeCloseTo(0, 1)
  })

  it('stays inside its bounds', async () => {
    const { trials } = await search({ ...plenty, judge: ({ x = 0 }) => x })
    expect(Math.max(...trials.map(({ point }) => point.x ?? 0))).toBe(10)
  })

  it('ends with the budget, with the best so far', async () => {
    const told: Trial[] = []
    const onTrial = (trial: Trial) => void told.push(trial)
    const { best, trials } = await search({ ...plenty, mayGoOn: (n) => n < 4, onTrial })
    expect(trials).toHaveLength(4)
    expect(told).toEqual(trials)
    expect(best?.score).toBe(Math.max(...trials.map(({ score }) => score)))
    expect(await search({ ...plenty, mayGoOn: () => false })).toEqual({ best: null, trials: [] })
  })

  it('that was cut off goes on where it was and ends where it would have', async () => {
    const whole = await search(plenty)
    const cut = await search({ ...plenty, mayGoOn: (n) => n < 7 })
    let asked = 0
    const counting = (point: Record<string, number>) => {
      asked++
      return judge(point)
    }
    const rest = await search({ ...plenty, judge: counting, finished: cut.trials })
    expect(rest).toEqual(whole)
    expect(asked).toBe(whole.trials.length - 7)
  })

  it('never tries a point twice, and tries the same for the same seed', async () => {
    const { trials } = await search(plenty)
    expect(new Set(trials.map(({ point }) => JSON.stringify(point))).size).toBe(trials.length)
    expect(await search(plenty)).toEqual({ best: expect.anything(), trials })
  })
})

function matrix(people: number, itemCount: number, pairs: [number, number][]): Interactions {
  const rows = Uint32Array.from(pairs, ([row]) => row)
  const columns = Uint32Array.from(pairs, ([, column]) => column)
  const values = new Float32Array(pairs.length).fill(1)
  return fromTriples({ people, itemCount, rows, columns, values })
}

function randomMatrix(people: number, itemCount: number, count: number, seed: number) {
  const random = seededRandom(seed)
  const draw = (below: number) => Math.floor(random() * below)
  return matrix(
    people,
    itemCount,
    Array.from({ length: count }, () => [draw(people), draw(itemCount)]),
  )
}
