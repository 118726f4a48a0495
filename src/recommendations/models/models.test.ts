import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromTriples, type History, type Interactions } from '../matrix/interactions.ts'
import { itemSimilarities } from './compare-items.ts'
import { easeDefaults, trainEase } from './ease.ts'
import { itemCfDefaults, trainItemCf } from './item-cf.ts'
import type { Trained } from './model.ts'
import { openModel } from './open-model.ts'
import { trainPopularity } from './popularity.ts'
import { recommend } from './recommend.ts'
import { trainUserCf, userCfDefaults, userCfOnEvents } from './user-cf.ts'

const PEOPLE = 9
const ITEMS = 7

const models: [string, (matrix: Interactions) => Trained | Promise<Trained>][] = [
  ['popularity', trainPopularity],
  ...itemSimilarities.flatMap((similarity) =>
    (['numerator', 'weighted-mean'] as const).map((prediction): (typeof models)[number] => [
      `item-CF, ${similarity}, ${prediction}`,
      (matrix) => {
        const own = { similarity, prediction, signs: 'all', shrinkage: 2 } as const
        return trainItemCf(matrix, { ...itemCfDefaults, ...own, neighbours: ITEMS })
      },
    ]),
  ),
  ...(['centred', 'unnormalised', 'weighted-mean', 'numerator'] as const).flatMap((prediction) =>
    (['absent', 'zero'] as const).map((missing): (typeof models)[number] => [
      `user-CF, ${missing}, ${prediction}`,
      (matrix) => trainUserCf(matrix, { ...userCfDefaults, missing, prediction, shrinkage: 3 }),
    ]),
  ),
  ['EASE, dense', (matrix) => trainEase(matrix, { ...easeDefaults, keep: ITEMS })],
  ['EASE, pruned', (matrix) => trainEase(matrix, { ...easeDefaults, keep: 3, denoise: 0.1 })],
]

const pairs = fc.array(
  fc.record({
    person: fc.nat(PEOPLE - 1),
    item: fc.nat(ITEMS - 1),
    value: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 1, maxLength: 45 },
)
const pasts = fc.uniqueArray(fc.record({ item: fc.nat(ITEMS - 1), value: fc.nat(5) }), {
  selector: ({ item }) => item,
})

describe.each(models)('%s', (name, train) => {
  it('explains exactly the score it gives', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, pasts, async (given, past) => {
        const recommender = openModel(await train(matrixOf(given)))
        const history = historyFrom(past)
        const scores = new Float32Array(ITEMS)
        recommender.score(history, scores)
        for (let item = 0; item < ITEMS; item++) {
          const { base, contributions } = recommender.explain(history, item)
          const sum = contributions.reduce((total, { share }) => total + share, base)
          expectNear(sum, scores[item] ?? 0)
          const shares = contributions.map(({ share }) => share)
          expect(shares).toEqual(shares.toSorted((a, b) => b - a))
          for (const { item: from } of contributions) expect([...history.items]).toContain(from)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('does not depend on how people and items are numbered', async () => {
    // Among neighbours of the same strength the lower number is kept, so that all have to be.
    if (name === 'EASE, pruned') return
    await fc.assert(
      fc.asyncProperty(pairs, pasts, orders(), async (given, past, { person, item }) => {
        const turn = (at: number) => item[at] ?? 0
        const turned = given.map((one) => ({
          ...one,
          person: person[one.person] ?? 0,
          item: turn(one.item),
        }))
        const [first, second] = [new Float32Array(ITEMS), new Float32Array(ITEMS)]
        openModel(await train(matrixOf(given))).score(historyFrom(past), first)
        const other = past.map((one) => ({ ...one, item: turn(one.item) }))
        openModel(await train(matrixOf(turned))).score(historyFrom(other), second)
        first.forEach((score, at) => {
          expectNear(second[turn(at)] ?? 0, score)
        })
      }),
      { numRuns: 40 },
    )
  })

  it('is only numbers: a copy of it judges the same', async () => {
    const trained = await train(matrixOf(many))
    const [first, second] = [new Float32Array(ITEMS), new Float32Array(ITEMS)]
    const history = historyFrom([0, 1, 2].map((item) => ({ item, value: 2 * item })))
    openModel(trained).score(history, first)
    openModel(structuredClone(trained)).score(history, second)
    expect(second).toEqual(first)
    expect(first.some((score) => score !== 0)).toBe(true)
  })
})

describe('EASE', () => {
  it('is the closed form that it says it is', async () => {
    // Two items, a = b = c = 0: G = [[2,1],[1,2]], λ = 1 · 2, G + λI = [[4,1],[1,4]].
    const given = matrixOf(
      [
        { person: 0, item: 0, value: 1 },
        { person: 0, item: 1, value: 1 },
        { person: 1, item: 0, value: 1 },
        { person: 2, item: 1, value: 1 },
      ],
      2,
    )
    const plain = { personPower: 0, itemPower: 0, outputPower: 0, denoise: 0, keep: 2 }
    const trained = await trainEase(given, { ...plain, ridge: 1 })
    // P = [[4,-1],[-1,4]] / 15, so B_01 = 1/4.
    expect([...(trained.arrays.weights ?? [])].map((one) => one.toFixed(5))).toEqual([
      '0.00000',
      '0.25000',
      '0.25000',
      '0.00000',
    ])
    // Popularity 2 of both, by 2^-1 at the input and 2^0.5 at the output: G' = G/4, λ' = 1/2.
    const scaled = await trainEase(given, {
      ...plain,
      ...{ ridge: 1, itemPower: 1, outputPower: 0.5 },
    })
    expect(scaled.arrays.weights?.[1]).toBeCloseTo((0.25 / 2) * Math.SQRT2, 5)
  })

  it('learns more from what weighs more', async () => {
    const heavy = few.map((one) => ({ ...one, value: one.person === 0 ? 5 : 1 }))
    const light = few.map((one) => ({ ...one, value: 1 }))
    const scoreOf = async (given: typeof few) => {
      const scores = new Float32Array(ITEMS)
      const keepAll = { ...easeDefaults, keep: ITEMS }
      const recommender = openModel(await trainEase(matrixOf(given), keepAll))
      recommender.score(historyFrom([{ item: 0, value: 1 }]), scores)
      return (scores[1] ?? 0) / (scores[2] ?? 1)
    }
    // Person 0 had 0 and 1 together, person 1 had 0 and 2.
    expect(await scoreOf(heavy)).toBeGreaterThan(2 * (await scoreOf(light)))
  })

  it('does not care for the unit of the weights', async () => {
    const keepAll = { ...easeDefaults, keep: ITEMS, outputPower: 0, itemPower: 0 }
    const one = await trainEase(matrixOf(few), keepAll)
    const tenfold = few.map((pair) => ({ ...pair, value: 10 * pair.value }))
    const ten = await trainEase(matrixOf(tenfold), keepAll)
    one.arrays.weights?.forEach((weight, at) => {
      expectNear(ten.arrays.weights?.[at] ?? 0, weight)
    })
  })

  it('pruned keeps the strongest entries of each row, and those as they were', async () => {
    const dense = await trainEase(matrixOf(few), { ...easeDefaults, keep: ITEMS })
    const pruned = await trainEase(matrixOf(few), { ...easeDefaults, keep: 2 })
    for (let row = 0; row < ITEMS; row++) {
      const full = [...(dense.arrays.weights?.subarray(row * ITEMS, (row + 1) * ITEMS) ?? [])]
      const kept = [...(pruned.arrays.items?.subarray(row * 2, row * 2 + 2) ?? [])]
      const weights = [...(pruned.arrays.weights?.subarray(row * 2, row * 2 + 2) ?? [])]
      expect(weights).toEqual(kept.map((item) => full[item]))
      const size = full.map(Math.abs).sort((a, b) => b - a)
      expect(weights.map(Math.abs).sort((a, b) => b - a)).toEqual(size.slice(0, 2))
    }
  })

  it('takes a catalogue without a single event, and a history of what it never saw', async () => {
    const empty = await trainEase(matrixOf([]), easeDefaults)
    const scores = new Float32Array(ITEMS).fill(7)
    openModel(empty).score(historyFrom([{ item: ITEMS + 3, value: 1 }]), scores)
    expect([...scores]).toEqual(new Array(ITEMS).fill(0))
    expect(
      openModel(empty).explain(historyFrom([{ item: 99, value: 1 }]), 0).contributions,
    ).toEqual([])
  })
})

describe('user-CF on events', () => {
  it('compares sets by the φ coefficient', async () => {
    // Sets {0,1} and {0,1,2} of 7: (7·2 - 2·3) / √(2·5·3·4).
    const given = matrixOf([0, 1, 2].map((item) => ({ person: 0, item, value: 1 })))
    const scores = new Float32Array(ITEMS)
    const history = historyFrom([
      { item: 0, value: 1 },
      { item: 1, value: 1 },
    ])
    openModel(trainUserCf(given, userCfOnEvents)).score(history, scores)
    expect(scores[2]).toBeCloseTo((7 * 2 - 2 * 3) / Math.sqrt(2 * 5 * 3 * 4), 6)
  })
})

describe('the best of the scores', () => {
  it('are those of a full sort, without the excluded, the lower number first among equals', () => {
    const score = fc.integer({ min: -3, max: 3 })
    fc.assert(
      fc.property(fc.array(score), fc.nat(12), fc.array(fc.nat(9)), (given, count, exclude) => {
        const scores = Float32Array.from(given)
        const sorted = given
          .map((value, item) => ({ value, item }))
          .filter(({ item }) => !exclude.includes(item))
          .sort((a, b) => b.value - a.value || a.item - b.item)
          .slice(0, count)
        const top = recommend(scores, { count, exclude })
        expect([...top.items]).toEqual(sorted.map(({ item }) => item))
        expect([...top.scores]).toEqual(sorted.map(({ value }) => value))
      }),
    )
  })

  it('are never what is ruled out or no number', () => {
    const scores = Float32Array.from([Number.NaN, -Infinity, 0])
    expect([...recommend(scores, { count: 3 }).items]).toEqual([2])
  })
})

const few = [
  { person: 0, item: 0, value: 3 },
  { person: 0, item: 1, value: 5 },
  { person: 1, item: 0, value: 2 },
  { person: 1, item: 2, value: 4 },
  { person: 2, item: 1, value: 1 },
  { person: 2, item: 3, value: 3 },
  { person: 2, item: 2, value: 2 },
  { person: 3, item: 4, value: 2 },
  { person: 3, item: 0, value: 5 },
]

/** Two of three of all pairs. */
const many = Array.from({ length: PEOPLE * ITEMS }, (_, at) => ({
  person: Math.floor(at / ITEMS),
  item: at % ITEMS,
  value: 1 + ((at * at) % 5),
})).filter((_, at) => at % 3 > 0)

function matrixOf(given: typeof few, itemCount = ITEMS): Interactions {
  // Once each, as people rate: the sum of two ratings is none.
  const once = [...new Map(given.map((one) => [`${one.person} ${one.item}`, one])).values()]
  return fromTriples({
    ...{ people: PEOPLE, itemCount },
    rows: Uint32Array.from(once, ({ person }) => person),
    columns: Uint32Array.from(once, ({ item }) => item),
    values: Float32Array.from(once, ({ value }) => value),
  })
}

function historyFrom(past: { item: number; value: number }[]): History {
  const sorted = past.toSorted((a, b) => a.item - b.item)
  return {
    items: Uint32Array.from(sorted, ({ item }) => item),
    weights: Float32Array.from(sorted, ({ value }) => value + 1),
  }
}

function orders() {
  const shuffled = (length: number) =>
    fc.shuffledSubarray([...Array(length).keys()], { minLength: length })
  return fc.record({ person: shuffled(PEOPLE), item: shuffled(ITEMS) })
}

function expectNear(value: number, wanted: number): void {
  expect(Math.abs(value - wanted)).toBeLessThan(2e-4 * (1 + Math.abs(wanted)))
}
