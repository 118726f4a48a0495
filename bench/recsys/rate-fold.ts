import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import {
  fromTriples,
  historyOf,
  type Interactions,
  type Triples,
} from '../../src/recommendations/matrix/interactions.ts'
import {
  trainUserCf,
  type UserCfParameters,
  userCfDefaults,
  userCfRecommender,
} from '../../src/recommendations/models/user-cf.ts'
import { biasModel, trainBiases } from '../../src/recommendations/ratings/baseline.ts'
import { clipped } from '../../src/recommendations/ratings/clipped.ts'
import type { RatingModel } from '../../src/recommendations/ratings/rating-model.ts'
import { trainStack } from '../../src/recommendations/ratings/stack.ts'
import { itemKnnDefaults, trainItemKnn } from '../../src/recommendations/ratings/train-item-knn.ts'
import { svdPpDefaults, trainSvdPp } from '../../src/recommendations/ratings/train-svd-pp.ts'

const PEOPLE = 943
const ITEMS = 1682
const SCALE = [1, 5] as const

/** Root of the mean square and mean of the absolute errors, and what training took if timed. */
export type Errors = { name: string; rmse: number; mae: number; seconds: number }

export type FoldJob = { folder: string; fold: number }

const { folder, fold }: FoldJob = workerData
parentPort?.postMessage(rateFold())

/**
 * What a search over 24 points each found best for a fifth of the fold's own training part, held
 * out; the same in most folds.
 */
function chosenIn(fold: number) {
  const few = { neighbours: 30, pull: 0.15 }
  const many = { neighbours: 50, pull: 0.05 }
  return {
    knn: fold === 3 || fold === 4 ? many : few,
    svd: fold === 1 ? { rate: 0.007, decay: 0.98, epochs: 40 } : {},
  }
}

/** One fold: everything is trained on uN.base, and uN.test is looked at once at the end. */
function rateFold(): Errors[] {
  const train = fromTriples(read(`u${fold}.base`))
  const test = read(`u${fold}.test`)
  const seconds = new Map<string, number>()
  const timed = <T>(name: string, make: () => T): T => {
    const started = performance.now()
    const made = make()
    seconds.set(name, (performance.now() - started) / 1000)
    return made
  }
  // Trained once more for each inner fold; the last time, on all of train, is the one timed.
  const trainBases = (ratings: Interactions): RatingModel[] => {
    const biases = trainBiases(ratings, { item: 3, person: 5 })
    const { knn, svd } = chosenIn(fold)
    return [
      biasModel(biases),
      timed('item-kNN on residuals', () =>
        trainItemKnn(ratings, biases, { ...itemKnnDefaults, ...knn }),
      ),
      timed('SVD++', () => trainSvdPp(ratings, biases, { ...svdPpDefaults, ...svd })),
    ]
  }
  const stacking = { scale: SCALE, folds: 3, ridge: 1, seed: fold }
  const stack = timed('stack', () => trainStack(train, trainBases, stacking))
  const models: [string, RatingModel | undefined][] = [
    ['user-CF as printed', userCf(train, 'unnormalised')],
    ['user-CF, normalised', userCf(train, 'centred')],
    ['baseline', stack.bases[0]],
    ['item-kNN on residuals', stack.bases[1]],
    ['SVD++', stack.bases[2]],
    ['stack', stack],
  ]
  return models.flatMap(([name, model]) =>
    model ? { name, ...errorsOf(model, test), seconds: seconds.get(name) ?? 0 } : [],
  )
}

/**
 * The counter-example: r̄_u + Σ s_uv (r_vi − r̄_v) over everybody, which the original description
 * prints without a denominator, so that the sum grows with the number of neighbours; and the
 * same divided by Σ|s|. People are to be asked for in order: the last one's scores are kept.
 */
function userCf(ratings: Interactions, prediction: UserCfParameters['prediction']): RatingModel {
  const everybody = { shrinkage: 0, minimumOverlap: 2, neighbours: PEOPLE }
  const parameters = { ...userCfDefaults, ...everybody, prediction }
  const recommender = userCfRecommender(trainUserCf(ratings, parameters))
  const scores = new Float32Array(ITEMS)
  let asked = -1
  function predict(person: number, item: number): number {
    if (person !== asked) recommender.score(historyOf(ratings, person), scores)
    asked = person
    return scores[item] ?? 0
  }
  return { predict }
}

function errorsOf({ predict }: RatingModel, { rows, columns, values }: Triples) {
  let squares = 0
  let sizes = 0
  for (const [n, rating] of values.entries()) {
    const error = clipped(predict(rows[n] ?? 0, columns[n] ?? 0), SCALE) - rating
    squares += error * error
    sizes += Math.abs(error)
  }
  return { rmse: Math.sqrt(squares / values.length), mae: sizes / values.length }
}

function read(name: string): Triples {
  const lines = readFileSync(join(folder, name), 'utf8').trim().split('\n')
  const cells = lines.map((line) => line.split('\t').map(Number))
  return {
    people: PEOPLE,
    itemCount: ITEMS,
    rows: Uint32Array.from(cells, ([person = 1]) => person - 1),
    columns: Uint32Array.from(cells, ([, item = 1]) => item - 1),
    values: Float32Array.from(cells, ([, , rating = 0]) => rating),
  }
}
