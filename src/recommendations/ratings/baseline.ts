import type { Interactions } from '../matrix/interactions.ts'
import type { RatingModel } from './rating-model.ts'

/** How many ratings at the mean each person and each item is imagined to have beside its own. */
export type Damping = { person: number; item: number }

/** μ, b_u and b_i in units of the rating. */
export type Biases = { mean: number; people: Float32Array; items: Float32Array }

const ROUNDS = 10

/**
 * r̂_ui = μ + b_u + b_i by alternating damped means:
 * b_i = Σ_u (r_ui − μ − b_u) / (λ_i + n_i), b_u = Σ_i (r_ui − μ − b_i) / (λ_u + n_u)
 * (Y. Koren, “Factor in the Neighbors”, 2010, section 2.1). Who has no ratings has bias 0.
 */
export function trainBiases(ratings: Interactions, damping: Damping): Biases {
  const { people, itemCount, offsets, items, weights } = ratings
  const mean = weights.reduce((sum, rating) => sum + rating, 0) / Math.max(1, weights.length)
  const ofPeople = new Float32Array(people)
  const ofItems = new Float32Array(itemCount)
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(itemCount)
    const counts = new Float64Array(itemCount).fill(damping.item)
    for (let person = 0; person < people; person++) {
      const to = offsets[person + 1] ?? 0
      for (let at = offsets[person] ?? 0; at < to; at++) {
        const item = items[at] ?? 0
        sums[item] = (sums[item] ?? 0) + (weights[at] ?? 0) - mean - (ofPeople[person] ?? 0)
        counts[item] = (counts[item] ?? 0) + 1
      }
    }
    for (let item = 0; item < itemCount; item++) {
      ofItems[item] = ratio(sums[item] ?? 0, counts[item] ?? 0)
    }
    for (let person = 0; person < people; person++) {
      const from = offsets[person] ?? 0
      const to = offsets[person + 1] ?? 0
      let sum = 0
      for (let at = from; at < to; at++) {
        sum += (weights[at] ?? 0) - mean - (ofItems[items[at] ?? 0] ?? 0)
      }
      ofPeople[person] = ratio(sum, damping.person + to - from)
    }
  }
  return { mean, people: ofPeople, items: ofItems }
}

/** Ratings as they are after the biases: r_ui − μ − b_u − b_i, in the order of the matrix. */
export function residuals(ratings: Interactions, biases: Biases): Float32Array {
  const rest = new Float32Array(ratings.weights.length)
  const { predict } = biasModel(biases)
  for (let person = 0; person < ratings.people; person++) {
    const to = ratings.offsets[person + 1] ?? 0
    for (let at = ratings.offsets[person] ?? 0; at < to; at++) {
      rest[at] = (ratings.weights[at] ?? 0) - predict(person, ratings.items[at] ?? 0)
    }
  }
  return rest
}

export function biasModel({ mean, people, items }: Biases): RatingModel {
  return { predict: (person, item) => mean + (people[person] ?? 0) + (items[item] ?? 0) }
}

function ratio(sum: number, count: number): number {
  return count > 0 ? sum / count : 0
}
