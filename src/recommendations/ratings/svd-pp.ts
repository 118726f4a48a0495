import { seededRandom } from '#kernel/random.ts'
import type { Interactions } from '../matrix/interactions.ts'
import type { Biases } from './baseline.ts'
import type { RatingModel } from './rating-model.ts'

export type SvdPpParameters = {
  factors: number
  epochs: number
  /** Step at the start; after each epoch it is multiplied by `decay`. */
  rate: number
  decay: number
  /** Ridge of factors (p, q and y) and of biases. */
  ridge: number
  biasRidge: number
  seed: number
}

type State = {
  mean: number
  biasOfPeople: Float32Array
  biasOfItems: Float32Array
  p: Float32Array
  q: Float32Array
  y: Float32Array
}

/**
 * SVD++: r̂_ui = μ + b_u + b_i + q_iᵀ(p_u + |N(u)|^-½ Σ_{j∈N(u)} y_j), N(u) the items u rated
 * (Y. Koren, “Factorization Meets the Neighborhood”, 2008, equation 15), by stochastic gradient
 * descent. One step takes one person: Σ y is computed once for it and moved once after its
 * ratings, which makes an epoch O(ratings · factors) instead of O(Σ n_u² · factors).
 */
export function trainSvdPp(
  ratings: Interactions,
  biases: Biases,
  parameters: SvdPpParameters,
  afterEpoch?: (epoch: number, model: RatingModel) => void,
): RatingModel {
  const { people, itemCount } = ratings
  const { factors, epochs, decay, seed } = parameters
  const random = seededRandom(seed)
  const state: State = {
    mean: biases.mean,
    biasOfPeople: biases.people.slice(),
    biasOfItems: biases.items.slice(),
    p: spread(people * factors, factors, random),
    q: spread(itemCount * factors, factors, random),
    y: spread(itemCount * factors, factors, random),
  }
  const order = Uint32Array.from({ length: people }, (_, person) => person)
  let rate = parameters.rate
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random)
    for (const person of order) learn(ratings, person, state, { ...parameters, rate })
    rate *= decay
    afterEpoch?.(epoch, modelOf(ratings, state, factors))
  }
  return modelOf(ratings, state, factors)
}

/** One person's ratings in turn. */
function learn(
  { offsets, items, weights }: Interactions,
  person: number,
  { mean, biasOfPeople, biasOfItems, p, q, y }: State,
  { factors, rate, ridge, biasRidge }: SvdPpParameters,
): void {
  const from = offsets[person] ?? 0
  const to = offsets[person + 1] ?? 0
  if (from === to) return
  const norm = 1 / Math.sqrt(to - from)
  const implicit = implicitOf({ items, y }, [from, to], factors, norm)
  const start = implicit.slice()
  const mine = person * factors
  let bias = biasOfPeople[person] ?? 0
  for (let at = from; at < to; at++) {
    const item = items[at] ?? 0
    const its = item * factors
    const itsBias = biasOfItems[item] ?? 0
    let dot = 0
    for (let f = 0; f < factors; f++) {
      dot += (q[its + f] ?? 0) * ((p[mine + f] ?? 0) + (implicit[f] ?? 0))
    }
    const error = (weights[at] ?? 0) - mean - bias - itsBias - dot
    bias += rate * (error - biasRidge * bias)
    biasOfItems[item] = itsBias + rate * (error - biasRidge * itsBias)
    for (let f = 0; f < factors; f++) {
      const pf = p[mine + f] ?? 0
      const qf = q[its + f] ?? 0
      const sf = implicit[f] ?? 0
      p[mine + f] = pf + rate * (error * qf - ridge * pf)
      q[its + f] = qf + rate * (error * (pf + sf) - ridge * qf)
      // The y of all its items move by norm · error · q; together Σ y · norm moves by error · q.
      implicit[f] = sf + rate * (error * qf - ridge * sf)
    }
  }
  biasOfPeople[person] = bias
  for (let f = 0; f < factors; f++) {
    implicit[f] = ((implicit[f] ?? 0) - (start[f] ?? 0)) * norm
  }
  for (let at = from; at < to; at++) {
    const its = (items[at] ?? 0) * factors
    for (let f = 0; f < factors; f++) y[its + f] = (y[its + f] ?? 0) + (implicit[f] ?? 0)
  }
}

/** |N|^-½ Σ y over the items from..to. */
function implicitOf(
  { items, y }: { items: Uint32Array; y: Float32Array },
  [from, to]: [number, number],
  factors: number,
  norm: number,
): Float32Array {
  const sum = new Float32Array(factors)
  for (let at = from; at < to; at++) {
    const its = (items[at] ?? 0) * factors
    for (let f = 0; f < factors; f++) sum[f] = (sum[f] ?? 0) + (y[its + f] ?? 0)
  }
  for (let f = 0; f < factors; f++) sum[f] = (sum[f] ?? 0) * norm
  return sum
}

function modelOf(ratings: Interactions, state: State, factors: number): RatingModel {
  const { mean, biasOfPeople, biasOfItems, p, q, y } = state
  const tastes = p.slice()
  for (let person = 0; person < ratings.people; person++) {
    const range: [number, number] = [ratings.offsets[person] ?? 0, ratings.offsets[person + 1] ?? 0]
    if (range[0] === range[1]) continue
    const norm = 1 / Math.sqrt(range[1] - range[0])
    const implicit = implicitOf({ items: ratings.items, y }, range, factors, norm)
    const mine = person * factors
    for (let f = 0; f < factors; f++) {
      tastes[mine + f] = (tastes[mine + f] ?? 0) + (implicit[f] ?? 0)
    }
  }
  function predict(person: number, item: number): number {
    const mine = person * factors
    const its = item * factors
    let sum = mean + (biasOfPeople[person] ?? 0) + (biasOfItems[item] ?? 0)
    for (let f = 0; f < factors; f++) sum += (tastes[mine + f] ?? 0) * (q[its + f] ?? 0)
    return sum
  }
  return { predict }
}

/** Small numbers around 0, of variance .01/factors. */
function spread(length: number, factors: number, random: () => number): Float32Array {
  const width = 2 * Math.sqrt(0.03 / factors)
  return Float32Array.from({ length }, () => (random() - 0.5) * width)
}

function shuffle(order: Uint32Array, random: () => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const kept = order[at] ?? 0
    order[at] = order[other] ?? 0
    order[other] = kept
  }
}
