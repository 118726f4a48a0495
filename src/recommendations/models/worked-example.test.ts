import { describe, expect, it } from 'vitest'
import { fromTriples, type History, historyOf } from '../matrix/interactions.ts'
import { compareToCrowd, crowdOf } from './compare-to-crowd.ts'
import { type ItemCfParameters, itemCfDefaults, trainItemCf } from './item-cf.ts'
import { openModel } from './open-model.ts'
import { trainUserCf, type UserCfParameters, userCfDefaults } from './user-cf.ts'

/** The original description's two people and four courses; what it writes as 0 was not rated. */
const ratings = fromTriples({
  ...{ people: 2, itemCount: 4 },
  rows: Uint32Array.from([0, 0, 0, 1, 1, 1]),
  columns: Uint32Array.from([0, 1, 2, 0, 1, 3]),
  values: Float32Array.from([4, 3, 5, 4, 5, 3]),
})
const [u1, u2, c4] = [0, 1, 3]
const asPrinted = { shrinkage: 0, minimumOverlap: 1 }

describe('the worked example of collaborative filtering', () => {
  it('read rightly: not rated is not zero, and the means are over what both rated', () => {
    expect(likeness('absent')).toBeCloseTo(-1, 12)
    // The person's mean 4, and u2's 3 is one below u2's own mean 4: 4 + (-1)(3 - 4)/1.
    expect(predict({})).toBeCloseTo(5, 6)
  })

  it('by neighbours of the same taste alone has none, and falls back to the mean', () => {
    expect(predict({ signs: 'positive' })).toBe(4)
  })

  it('is not believed for two courses in common, once similarities are shrunk', () => {
    const likenessShrunk = compareToCrowd(crowdOf(ratings), historyOf(ratings, u1), {
      ...{ missing: 'absent', shrinkage: 25, minimumOverlap: 1 },
    })
    expect(likenessShrunk.of[u2]).toBeCloseTo(-2 / 27, 12)
    expect(predict({ minimumOverlap: 3 })).toBe(4)
  })

  it('read wrongly, with 0 as a rating: means 3 and 3', () => {
    expect(likeness('zero')).toBeCloseTo(-5 / 14, 12)
    expect(predict({ missing: 'zero' })).toBeCloseTo(3, 6)
  })

  it('read as printed, with 0 as a rating and 4.5 as the mean, is not what is printed', () => {
    const [first, second] = [
      [4, 3, 5, 0],
      [4, 5, 0, 3],
    ].map((row) => row.map((r) => r - 4.5))
    const product = (a: number[] = [], b: number[] = []) =>
      a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
    const s = product(first, second) / Math.sqrt(product(first, first) * product(second, second))
    expect(s).toBeCloseTo(4 / 23, 12)
    expect(s).not.toBeCloseTo(0.408, 1)
    const printed = (0.408 * 3 + 0.408 * 0) / (0.408 + 0.408)
    expect(printed).toBe(1.5)
    expect(printed).not.toBeCloseTo(1.536, 2)
    const normalised = (1.536 / 0.408) * 5
    expect(normalised).toBeCloseTo(18.8, 1)
    expect(normalised).not.toBeCloseTo(3.75, 0)
  })

  it('as printed, without the denominator, leaves the scale of the ratings', () => {
    const wild = fromTriples({
      ...{ people: 4, itemCount: 4 },
      rows: Uint32Array.from([0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]),
      columns: Uint32Array.from([0, 1, 0, 1, 3, 0, 1, 3, 0, 1, 3]),
      values: Float32Array.from([5, 3, 4, 1, 5, 4, 1, 5, 4, 1, 5]),
    })
    const of = (prediction: 'centred' | 'unnormalised') =>
      predict({ prediction }, historyOf(wild, 0), wild)
    expect(of('centred')).toBeCloseTo(4 + 5 / 3, 5)
    expect(of('unnormalised')).toBeCloseTo(4 + 3 * (5 / 3), 5)
  })

  it('by items: no other course was rated together with c4 by u1 and somebody else', () => {
    // Only u2 rated c4: with c1 and c2. Over everybody the cosine is 4·3/(√32·3) and 5·3/(√34·3).
    const parameters = { ...itemCfDefaults, prediction: 'weighted-mean' } as const
    const scores = new Float32Array(4)
    openModel(trainItemCf(ratings, parameters)).score(historyOf(ratings, u1), scores)
    const [first, second] = [4 / Math.sqrt(32), 5 / Math.sqrt(34)]
    expect(scores[c4]).toBeCloseTo((first * 4 + second * 3) / (first + second), 5)
    // One person in common tells nothing in Pearson: the person's mean.
    openModel(trainItemCf(ratings, { ...parameters, similarity: 'pearson' })).score(
      historyOf(ratings, u1),
      scores,
    )
    expect(scores[c4]).toBe(4)
  })

  it('by items divides by Σ|s|: with the bars left out the answer leaves the scale', () => {
    // c0 and c1 are rated against each other, c0 and c2 alike: similarities of both signs.
    const mixed = fromTriples({
      ...{ people: 4, itemCount: 3 },
      rows: Uint32Array.from([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3]),
      columns: Uint32Array.from([0, 1, 2, 0, 1, 2, 0, 1, 2, 1, 2]),
      values: Float32Array.from([5, 1, 4, 1, 5, 2, 3, 2, 2, 2, 4]),
    })
    const parameters: ItemCfParameters = {
      ...itemCfDefaults,
      similarity: 'pearson',
      prediction: 'weighted-mean',
      signs: 'all',
    }
    const trained = trainItemCf(mixed, parameters)
    const scores = new Float32Array(3)
    openModel(trained).score(historyOf(mixed, 3), scores)
    const { offsets, items, weights } = trained.arrays
    const near = new Map(
      [...(items?.subarray(0, offsets?.[1]) ?? [])].map((item, at) => [item, weights?.[at] ?? 0]),
    )
    const [against = 0, alike = 0] = [near.get(1), near.get(2)]
    expect(against).toBeLessThan(0)
    expect(alike).toBeGreaterThan(0)
    const sum = against * 2 + alike * 4
    expect(scores[0]).toBeCloseTo(sum / (Math.abs(against) + alike), 5)
    expect(Math.abs(scores[0] ?? 0)).toBeLessThanOrEqual(5)
    expect(Math.abs(sum / (against + alike))).toBeGreaterThan(5)
  })

  it('on events the quotient is 1 wherever there is one: only its numerator ranks', () => {
    const events = { ...ratings, weights: new Float32Array(ratings.weights.length).fill(1) }
    const scoresOf = (prediction: 'weighted-mean' | 'numerator') => {
      const scores = new Float32Array(4)
      const trained = trainItemCf(events, { ...itemCfDefaults, prediction })
      openModel(trained).score(historyOf(events, u1), scores)
      return [...scores].map((score) => Number(score.toFixed(6)))
    }
    expect(scoresOf('weighted-mean')).toEqual([1, 1, 1, 1])
    expect(new Set(scoresOf('numerator')).size).toBeGreaterThan(1)
  })
})

function likeness(missing: 'absent' | 'zero'): number {
  const compared = compareToCrowd(crowdOf(ratings), historyOf(ratings, u1), {
    missing,
    ...asPrinted,
  })
  return compared.of[u2] ?? 0
}

function predict(
  parameters: Partial<UserCfParameters>,
  history: History = historyOf(ratings, u1),
  matrix = ratings,
): number {
  const scores = new Float32Array(4)
  const trained = trainUserCf(matrix, { ...userCfDefaults, ...asPrinted, ...parameters })
  openModel(trained).score(history, scores)
  return scores[c4] ?? 0
}
