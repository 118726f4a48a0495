import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromTriples, type History, type Interactions } from '../matrix/interactions.ts'
import { hybridRecommender, trainHybrid } from './hybrid.ts'
import type { Recommender } from './model.ts'

const ITEMS = 7

/** Scores by a matrix, plus a constant for each item that holds for everybody. */
function linear(
  weight: (from: number, to: number) => number,
  base = (_: number) => 0,
): Recommender {
  const share = (history: History, n: number, item: number) =>
    (history.weights[n] ?? 0) * weight(history.items[n] ?? 0, item)
  return {
    score: (history, scores) => {
      for (let item = 0; item < scores.length; item++) {
        scores[item] = history.items.reduce(
          (sum, _, n) => sum + share(history, n, item),
          base(item),
        )
      }
    },
    explain: (history, item) => ({
      base: base(item),
      contributions: [...history.items].map((from, n) => ({
        item: from,
        share: share(history, n, item),
      })),
    }),
  }
}

const collaborative = linear(
  (from, to) => Math.sin(3 * from + 5 * to) * 40,
  (item) => item,
)
const content = linear((from, to) => Math.cos(from - 2 * to) / 100)

/** Item n has n events: item 0 is cold. */
function events(itemCount = ITEMS): Interactions {
  const pairs = Array.from({ length: itemCount }, (_, item) =>
    Array.from({ length: item }, (_, person) => [person, item] as const),
  ).flat()
  return fromTriples({
    people: itemCount,
    itemCount,
    rows: Uint32Array.from(pairs, ([person]) => person),
    columns: Uint32Array.from(pairs, ([, item]) => item),
    values: new Float32Array(pairs.length).fill(1),
  })
}

const histories = fc
  .uniqueArray(fc.nat(ITEMS - 1), { minLength: 1, maxLength: ITEMS })
  .map((items): History => {
    const sorted = Uint32Array.from(items).sort()
    return { items: sorted, weights: Float32Array.from(sorted, (item) => 1 + item / 2) }
  })

function scoresOf(recommender: Recommender, history: History, itemCount = ITEMS): Float32Array {
  const scores = new Float32Array(itemCount)
  recommender.score(history, scores)
  return scores
}

function zScores(scores: Float32Array): number[] {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0)
  return [...scores].map((score) => (score - mean) / Math.sqrt(squares / scores.length))
}

describe('the hybrid', () => {
  const trained = trainHybrid(events(), { lambda: 0.8, damping: 2 })
  const hybrid = hybridRecommender(trained, collaborative, content)

  test('explains each score in full, what the common scale takes off being in the base', () => {
    fc.assert(
      fc.property(histories, fc.nat(ITEMS - 1), (history, item) => {
        const { base, contributions } = hybrid.explain(history, item)
        const sum = contributions.reduce((total, { share }) => total + share, base)
        expect(sum).toBeCloseTo(scoresOf(hybrid, history)[item] ?? Number.NaN, 3)
        expect(new Set(contributions.map((one) => one.item)).size).toBe(contributions.length)
      }),
    )
  })

  test('judges an item without events by content alone, others by their number of events', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const scores = scoresOf(hybrid, history)
        const ofFirst = zScores(scoresOf(collaborative, history))
        const ofSecond = zScores(scoresOf(content, history))
        for (let item = 0; item < ITEMS; item++) {
          const own = (0.8 * item) / (item + 2)
          const expected = own * (ofFirst[item] ?? 0) + (1 - own) * (ofSecond[item] ?? 0)
          expect(scores[item]).toBeCloseTo(expected, 3)
        }
      }),
    )
  })

  test('does not depend on the scale of either part', () => {
    const louder = linear((from, to) => Math.cos(from - 2 * to) * 1000)
    fc.assert(
      fc.property(histories, (history) => {
        const other = scoresOf(hybridRecommender(trained, collaborative, louder), history)
        scoresOf(hybrid, history).forEach((score, item) => {
          expect(other[item]).toBeCloseTo(score, 3)
        })
      }),
    )
  })

  test('says the same whatever numbers the items have', () => {
    const turn = (item: number) => ITEMS - 1 - item
    const support = (trained.arrays.support as Float32Array).toReversed()
    const turned = hybridRecommender(
      { ...trained, arrays: { support } },
      linear(
        (from, to) => Math.sin(3 * turn(from) + 5 * turn(to)) * 40,
        (item) => turn(item),
      ),
      linear((from, to) => Math.cos(turn(from) - 2 * turn(to)) / 100),
    )
    fc.assert(
      fc.property(histories, (history) => {
        const other = scoresOf(turned, {
          items: history.items.map(turn).toReversed(),
          weights: history.weights.toReversed(),
        })
        scoresOf(hybrid, history).forEach((score, item) => {
          expect(other[turn(item)]).toBeCloseTo(score, 3)
        })
      }),
    )
  })

  test('is silent where both parts have nothing to say', () => {
    const mute = linear(() => 0)
    const silent = hybridRecommender(trained, mute, mute)
    const history = { items: Uint32Array.of(1), weights: Float32Array.of(1) }
    expect([...scoresOf(silent, history)]).toEqual(new Array(ITEMS).fill(0))
  })
})
