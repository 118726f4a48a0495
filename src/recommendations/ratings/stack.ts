import { seededRandom } from '#kernel/random.ts'
import type { Interactions } from '../matrix/interactions.ts'
import { clipped, type RatingModel } from './rating-model.ts'
import { solveSymmetric } from './solve-symmetric.ts'

export type StackParameters = {
  /** Ends of the scale of ratings. */
  scale: readonly [number, number]
  /** Inner folds: each base model is trained once more for each of them. */
  folds: number
  /** Ridge on the blend weights, in ratings. */
  ridge: number
  seed: number
}

/** Trains the models of the blend, always the same ones in the same order. */
export type TrainBases = (ratings: Interactions) => RatingModel[]

export type Stack = RatingModel & {
  /** The base models, trained on all ratings. */
  bases: RatingModel[]
  /** Weight of each base, and last the constant. */
  weights: Float64Array
}

/**
 * Linear stacking (D. Wolpert, “Stacked generalization”, 1992): the weights are learnt by ridge
 * regression from predictions that the bases make for ratings of an inner fold they were not
 * trained on. No rating outside `ratings` is seen, so what the stack is later tested on stays new.
 */
export function trainStack(
  ratings: Interactions,
  trainBases: TrainBases,
  { scale, folds, ridge, seed }: StackParameters,
): Stack {
  const random = seededRandom(seed)
  const foldOf = Uint8Array.from(ratings.items, () => Math.floor(random() * folds))
  const rows: number[][] = []
  const truth: number[] = []
  for (let fold = 0; fold < folds; fold++) {
    const inner = trainBases(without(ratings, foldOf, fold))
    eachOf(ratings, foldOf, fold, (person, item, rating) => {
      rows.push([...predictions(inner, person, item, scale), 1])
      truth.push(rating)
    })
  }
  const weights = regression(rows, truth, ridge)
  const bases = trainBases(ratings)
  function predict(person: number, item: number): number {
    return [...predictions(bases, person, item, scale), 1].reduce(
      (sum, value, n) => sum + value * (weights[n] ?? 0),
      0,
    )
  }
  return { bases, weights, predict }
}

function predictions(
  models: RatingModel[],
  person: number,
  item: number,
  scale: readonly [number, number],
): number[] {
  return models.map((model) => clipped(model.predict(person, item), scale))
}

function without(ratings: Interactions, foldOf: Uint8Array, fold: number): Interactions {
  const keeps = (_: number, at: number) => foldOf[at] !== fold
  const offsets = new Uint32Array(ratings.people + 1)
  for (let person = 0; person < ratings.people; person++) {
    let kept = 0
    const to = ratings.offsets[person + 1] ?? 0
    for (let at = ratings.offsets[person] ?? 0; at < to; at++) if (keeps(0, at)) kept++
    offsets[person + 1] = (offsets[person] ?? 0) + kept
  }
  const items = ratings.items.filter(keeps)
  return { ...ratings, offsets, items, weights: ratings.weights.filter(keeps) }
}

function eachOf(
  { people, offsets, items, weights }: Interactions,
  foldOf: Uint8Array,
  fold: number,
  visit: (person: number, item: number, rating: number) => void,
): void {
  for (let person = 0; person < people; person++) {
    const to = offsets[person + 1] ?? 0
    for (let at = offsets[person] ?? 0; at < to; at++) {
      if (foldOf[at] === fold) visit(person, items[at] ?? 0, weights[at] ?? 0)
    }
  }
}

/** argmin Σ (truth − row·w)² + ridge · |w|². */
function regression(rows: number[][], truth: number[], ridge: number): Float64Array {
  const width = rows[0]?.length ?? 0
  const gram = new Float64Array(width * width)
  const right = new Float64Array(width)
  for (const [n, row] of rows.entries()) {
    for (const [i, a] of row.entries()) {
      right[i] = (right[i] ?? 0) + a * (truth[n] ?? 0)
      for (const [j, b] of row.entries()) {
        gram[i * width + j] = (gram[i * width + j] ?? 0) + a * b
      }
    }
  }
  for (let i = 0; i < width; i++) gram[i * width + i] = (gram[i * width + i] ?? 0) + ridge
  return solveSymmetric(gram, right)
}
