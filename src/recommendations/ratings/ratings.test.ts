import { describe, expect, test } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { fromTriples, type Interactions } from '../matrix/interactions.ts'
import { biasModel, residuals, trainBiases } from './baseline.ts'
import { clipped } from './clipped.ts'
import type { RatingModel } from './rating-model.ts'
import { trainStack } from './stack.ts'
import { trainItemKnn } from './train-item-knn.ts'
import { trainSvdPp } from './train-svd-pp.ts'

type Rating = [person: number, item: number, rating: number]

const PEOPLE = 60
const ITEMS = 40
const knn = { neighbours: 20, shrinkage: 5, power: 1, pull: 0.1 }
const svd = { factors: 8, epochs: 40, rate: 0.02, decay: 0.97, ridge: 0.02, biasRidge: 0.02 }
const damping = { person: 2, item: 2 }

function matrixOf(ratings: Rating[], people = PEOPLE, itemCount = ITEMS): Interactions {
  return fromTriples({
    people,
    itemCount,
    rows: Uint32Array.from(ratings, ([person]) => person),
    columns: Uint32Array.from(ratings, ([, item]) => item),
    values: Float32Array.from(ratings, ([, , rating]) => rating),
  })
}

/** Two tastes: half of the people like even items and dislike odd ones, the others the reverse. */
function tastes(seed: number): { known: Rating[]; held: Rating[] } {
  const random = seededRandom(seed)
  const known: Rating[] = []
  const held: Rating[] = []
  for (let person = 0; person < PEOPLE; person++) {
    for (let item = 0; item < ITEMS; item++) {
      const agrees = person % 2 === item % 2
      const rating = 3 + (agrees ? 1 : -1) + 0.6 * (random() - 0.5)
      const chance = random()
      if (chance < 0.4) known.push([person, item, rating])
      else if (chance < 0.5) held.push([person, item, rating])
    }
  }
  return { known, held }
}

function rmse({ predict }: RatingModel, held: Rating[]): number {
  const squares = held.map(([person, item, rating]) => (predict(person, item) - rating) ** 2)
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / held.length)
}

describe('biases', () => {
  test('find what was added up, where nothing is damped', () => {
    const ratings = [0, 1, 2].flatMap((person) =>
      [0, 1].map(
        (item): Rating => [person, item, 3 + (person - 1) * 0.5 + (item === 0 ? -0.25 : 0.25)],
      ),
    )
    const biases = trainBiases(matrixOf(ratings, 3, 2), { person: 0, item: 0 })
    expect(biases.mean).toBeCloseTo(3)
    expect([...biases.people]).toEqual([-0.5, 0, 0.5].map((bias) => expect.closeTo(bias)))
    expect([...biases.items]).toEqual([-0.25, 0.25].map((bias) => expect.closeTo(bias)))
    for (const rest of residuals(matrixOf(ratings, 3, 2), biases)) expect(rest).toBeCloseTo(0)
  })

  test('of one rating are damped towards the mean', () => {
    const ratings = matrixOf(
      [
        [0, 0, 5],
        [1, 1, 3],
        [2, 1, 3],
      ],
      3,
      2,
    )
    const free = trainBiases(ratings, { person: 0, item: 0 })
    const damped = trainBiases(ratings, { person: 5, item: 5 })
    expect(biasModel(damped).predict(0, 0)).toBeLessThan(biasModel(free).predict(0, 0))
    expect(biasModel(damped).predict(0, 0)).toBeGreaterThan(damped.mean)
  })

  test('leave the mean for whom nothing is known of', () => {
    const biases = trainBiases(
      matrixOf(
        [
          [0, 0, 4],
          [0, 1, 2],
        ],
        2,
        3,
      ),
      damping,
    )
    expect(biasModel(biases).predict(1, 2)).toBe(3)
  })
})

describe('neighbours of items', () => {
  test('foretell a taste that biases cannot', () => {
    const { known, held } = tastes(1)
    const ratings = matrixOf(known)
    const biases = trainBiases(ratings, damping)
    expect(rmse(biasModel(biases), held)).toBeGreaterThan(0.9)
    expect(rmse(trainItemKnn(ratings, biases, knn), held)).toBeLessThan(0.5)
  })

  test('say the same whatever numbers people and items have', () => {
    const { known, held } = tastes(2)
    const turned = (ratings: Rating[]) =>
      ratings.map(
        ([person, item, rating]): Rating => [PEOPLE - 1 - person, ITEMS - 1 - item, rating],
      )
    const predict = (ratings: Rating[]) => {
      const matrix = matrixOf(ratings)
      return trainItemKnn(matrix, trainBiases(matrix, damping), { ...knn, neighbours: ITEMS })
        .predict
    }
    const [plain, other] = [predict(known), predict(turned(known))]
    for (const [person, item] of held) {
      expect(other(PEOPLE - 1 - person, ITEMS - 1 - item)).toBeCloseTo(plain(person, item), 4)
    }
  })

  test('leave the baseline to a person without ratings', () => {
    const ratings = matrixOf(tastes(3).known, PEOPLE + 1)
    const biases = trainBiases(ratings, damping)
    const expected = biasModel(biases).predict(PEOPLE, 3)
    expect(trainItemKnn(ratings, biases, knn).predict(PEOPLE, 3)).toBe(expected)
  })
})

describe('SVD++', () => {
  test('foretells a taste that biases cannot', () => {
    const { known, held } = tastes(4)
    const ratings = matrixOf(known)
    const biases = trainBiases(ratings, damping)
    expect(rmse(trainSvdPp(ratings, biases, { ...svd, seed: 1 }), held)).toBeLessThan(0.6)
  })

  test('is the same for the same seed and not for another', () => {
    const ratings = matrixOf(tastes(5).known)
    const predictions = (seed: number) => {
      const { predict } = trainSvdPp(ratings, trainBiases(ratings, damping), { ...svd, seed })
      return Array.from({ length: ITEMS }, (_, item) => predict(7, item))
    }
    expect(predictions(1)).toEqual(predictions(1))
    expect(predictions(1)).not.toEqual(predictions(2))
  })

  test('stays finite for people and items without ratings', () => {
    const ratings = matrixOf(tastes(6).known, PEOPLE + 1, ITEMS + 1)
    const { predict } = trainSvdPp(ratings, trainBiases(ratings, damping), { ...svd, seed: 1 })
    expect(clipped(predict(PEOPLE, ITEMS), [1, 5])).toBeGreaterThan(1)
  })
})

describe('a stack', () => {
  const parameters = { scale: [1, 5] as const, folds: 4, ridge: 0.1, seed: 1 }

  test('does not trust a model that only remembers what it was trained on', () => {
    const { known, held } = tastes(7)
    const remembers = (ratings: Interactions): RatingModel => ({
      predict: (person, item) => {
        const from = ratings.offsets[person] ?? 0
        const at = ratings.items.subarray(from, ratings.offsets[person + 1]).indexOf(item)
        return at < 0 ? 3 : (ratings.weights[from + at] ?? 0)
      },
    })
    const honest = (ratings: Interactions) =>
      trainItemKnn(ratings, trainBiases(ratings, damping), knn)
    const stack = trainStack(
      matrixOf(known),
      (ratings) => [remembers(ratings), honest(ratings)],
      parameters,
    )
    // It says 3 for every rating of an inner fold: no more than the constant says.
    expect(stack.weights[1]).toBeGreaterThan(0.9)
    expect(rmse(stack, held)).toBeLessThan(0.5)
  })

  test('is no worse than the best of its models', () => {
    const { known, held } = tastes(8)
    const stack = trainStack(
      matrixOf(known),
      (ratings) => {
        const biases = trainBiases(ratings, damping)
        return [
          biasModel(biases),
          trainItemKnn(ratings, biases, knn),
          trainSvdPp(ratings, biases, { ...svd, seed: 1 }),
        ]
      },
      parameters,
    )
    const best = Math.min(...stack.bases.map((base) => rmse(base, held)))
    expect(rmse(stack, held)).toBeLessThanOrEqual(best * 1.02)
  })
})
