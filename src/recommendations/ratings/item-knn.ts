import { type Interactions, transpose } from '../matrix/interactions.ts'
import { type Biases, biasModel, residuals } from './baseline.ts'
import type { RatingModel } from './rating-model.ts'

export type KnnParameters = {
  /** At most so many rated neighbours speak for one prediction. */
  neighbours: number
  /** λ in n/(n + λ): a similarity over few common ratings counts little. */
  shrinkage: number
  /** Similarities are raised to this power, so that close neighbours outweigh many far ones. */
  power: number
  /** Added to Σ|s|: with few or far neighbours a prediction stays near the baseline. */
  pull: number
}

/** So many nearest neighbours are kept for each item; a prediction takes the rated ones of them. */
const KEPT = 500

/**
 * Item-kNN on what the biases leave: r̂_ui = b_ui + Σ_j s_ij (r_uj − b_uj) / (λ + Σ_j |s_ij|), j
 * being the most similar items that u rated, s_ij the Pearson correlation around the baselines
 * over common raters, shrunk by n_ij/(n_ij + λ) (Koren 2010, section 2.2; positive ones only).
 */
export function trainItemKnn(ratings: Interactions, biases: Biases, parameters: KnnParameters) {
  const rest = residuals(ratings, biases)
  const { ids, similarities, offsets } = neighboursOfAll(ratings, rest, parameters)
  const rated = new Float32Array(ratings.itemCount).fill(Number.NaN)
  const base = biasModel(biases)
  function predict(person: number, item: number): number {
    const from = ratings.offsets[person] ?? 0
    const to = ratings.offsets[person + 1] ?? 0
    for (let at = from; at < to; at++) rated[ratings.items[at] ?? 0] = rest[at] ?? 0
    let sum = 0
    let weight = parameters.pull
    let taken = 0
    const end = offsets[item + 1] ?? 0
    for (let at = offsets[item] ?? 0; at < end && taken < parameters.neighbours; at++) {
      const residual = rated[ids[at] ?? 0] ?? Number.NaN
      if (Number.isNaN(residual)) continue
      sum += (similarities[at] ?? 0) * residual
      weight += similarities[at] ?? 0
      taken++
    }
    for (let at = from; at < to; at++) rated[ratings.items[at] ?? 0] = Number.NaN
    return base.predict(person, item) + (weight > 0 ? sum / weight : 0)
  }
  const model: RatingModel = { predict }
  return model
}

type Neighbours = { offsets: Uint32Array; ids: Uint32Array; similarities: Float32Array }

function neighboursOfAll(
  ratings: Interactions,
  rest: Float32Array,
  { shrinkage, power }: KnnParameters,
): Neighbours {
  const byItem = transpose({ ...ratings, weights: rest })
  const common = new Float64Array(ratings.itemCount)
  const products = new Float64Array(ratings.itemCount)
  const own = new Float64Array(ratings.itemCount)
  const theirs = new Float64Array(ratings.itemCount)
  const offsets = new Uint32Array(ratings.itemCount + 1)
  const ids: Uint32Array[] = []
  const similarities: Float32Array[] = []
  for (let item = 0; item < ratings.itemCount; item++) {
    for (const sums of [common, products, own, theirs]) sums.fill(0)
    const to = byItem.offsets[item + 1] ?? 0
    for (let at = byItem.offsets[item] ?? 0; at < to; at++) {
      const person = byItem.items[at] ?? 0
      const mine = byItem.weights[at] ?? 0
      const end = ratings.offsets[person + 1] ?? 0
      for (let other = ratings.offsets[person] ?? 0; other < end; other++) {
        const j = ratings.items[other] ?? 0
        const its = rest[other] ?? 0
        common[j] = (common[j] ?? 0) + 1
        products[j] = (products[j] ?? 0) + mine * its
        own[j] = (own[j] ?? 0) + mine * mine
        theirs[j] = (theirs[j] ?? 0) + its * its
      }
    }
    common[item] = 0
    const near: [number, number][] = []
    for (let j = 0; j < ratings.itemCount; j++) {
      const count = common[j] ?? 0
      const product = products[j] ?? 0
      if (count < 2 || product <= 0) continue
      const pearson = product / Math.sqrt((own[j] ?? 0) * (theirs[j] ?? 0))
      near.push([j, (pearson * count) / (count + shrinkage)])
    }
    near.sort(([a, s], [b, t]) => t - s || a - b)
    const kept = near.slice(0, KEPT)
    ids.push(Uint32Array.from(kept, ([j]) => j))
    similarities.push(Float32Array.from(kept, ([, similarity]) => similarity ** power))
    offsets[item + 1] = (offsets[item] ?? 0) + kept.length
  }
  return {
    offsets,
    ids: joined(ids, Uint32Array),
    similarities: joined(similarities, Float32Array),
  }
}

function joined<T extends Uint32Array | Float32Array>(
  parts: T[],
  Kind: new (length: number) => T,
): T {
  const whole = new Kind(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
