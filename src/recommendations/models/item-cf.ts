import type { History, Interactions } from '../matrix/interactions.ts'
import { compareItems, type ItemSimilarity } from './compare-items.ts'
import type { Contribution, Recommender, Trained } from './model.ts'
import { recommend } from './recommend.ts'

export type ItemCfParameters = {
  similarity: ItemSimilarity
  /** How many of the most similar items speak for an item. */
  neighbours: number
  /** Whether items that are disliked together count as well. */
  signs: 'all' | 'positive'
  /** β of n/(n + β): how much a similarity is trusted that n people support. */
  shrinkage: number
  /** People who must have had to do with both items. */
  minimumOverlap: number
  /** For ratings the weighted mean; for events, where every rating is 1, the numerator of it. */
  prediction: 'numerator' | 'weighted-mean'
}

/** For events; RECSYS §2.1. */
export const itemCfDefaults: ItemCfParameters = {
  similarity: 'cosine',
  neighbours: 100,
  signs: 'positive',
  shrinkage: 0,
  minimumOverlap: 1,
  prediction: 'numerator',
}

/**
 * Item-based collaborative filtering (Sarwar et al., WWW 2001). N_i are the items that the person
 * rated among the most similar to i: R_ui = Σ_{j ∈ N_i} s_ij r_uj / Σ_{j ∈ N_i} |s_ij|. The
 * original description sums s_ij without the bars, which can divide by nothing. On events all r_uj are 1 and
 * the quotient is 1 wherever it is defined, so that only its numerator ranks.
 * Time Σ n_u²; memory neighbours · items.
 */
export function trainItemCf(
  interactions: Interactions,
  parameters: ItemCfParameters = itemCfDefaults,
): Trained {
  const { itemCount } = interactions
  const compare = compareItems(interactions, parameters.similarity, parameters)
  const similarities = new Float64Array(itemCount)
  const strength = new Float32Array(itemCount)
  const offsets = new Uint32Array(itemCount + 1)
  const items: number[] = []
  const weights: number[] = []
  for (let item = 0; item < itemCount; item++) {
    compare(item, similarities)
    for (let other = 0; other < itemCount; other++) {
      const near = similarities[other] ?? 0
      const counts = parameters.signs === 'all' ? near !== 0 : near > 0
      strength[other] = counts ? Math.abs(near) : -Infinity
    }
    for (const other of recommend(strength, { count: parameters.neighbours }).items) {
      items.push(other)
      weights.push(similarities[other] ?? 0)
    }
    offsets[item + 1] = items.length
  }
  const arrays = {
    offsets,
    items: Uint32Array.from(items),
    weights: Float32Array.from(weights),
    means: meansOf(interactions),
  }
  return { kind: 'item-cf', itemCount, parameters, arrays }
}

/** Without a rated neighbour a weighted mean falls back to the person's mean, or to the item's. */
export function itemCfRecommender({ itemCount, arrays, parameters }: Trained): Recommender {
  const neighbours = arrays as unknown as Neighbours
  const isMean = parameters.prediction === 'weighted-mean'
  const own = new Float64Array(itemCount)
  const isRated = new Uint8Array(itemCount)
  return {
    score: (history, scores) => {
      mark(history, own, isRated)
      const fallback = meanOf(history)
      for (let item = 0; item < itemCount; item++) {
        const { sum, size } = sumOf(neighbours, item, own, isRated)
        const mean = size > 0 ? sum / size : (fallback ?? neighbours.means[item] ?? 0)
        scores[item] = isMean ? mean : sum
      }
      unmark(history, isRated)
    },
    explain: (history, item) => {
      mark(history, own, isRated)
      const { size } = sumOf(neighbours, item, own, isRated)
      const divisor = isMean ? size : 1
      const contributions = divisor > 0 ? sharesOf(neighbours, item, own, isRated, divisor) : []
      unmark(history, isRated)
      const fallback = meanOf(history) ?? neighbours.means[item] ?? 0
      return { base: isMean && size === 0 ? fallback : 0, contributions }
    },
  }
}

/** Of each item the most similar ones, strongest first; and the mean rating of each item. */
type Neighbours = {
  offsets: Uint32Array
  items: Uint32Array
  weights: Float32Array
  means: Float32Array
}

function sumOf(neighbours: Neighbours, item: number, own: Float64Array, isRated: Uint8Array) {
  const { offsets, items, weights } = neighbours
  let sum = 0
  let size = 0
  const to = offsets[item + 1] ?? 0
  for (let at = offsets[item] ?? 0; at < to; at++) {
    const other = items[at] ?? 0
    if (isRated[other] === 0) continue
    sum += (weights[at] ?? 0) * (own[other] ?? 0)
    size += Math.abs(weights[at] ?? 0)
  }
  return { sum, size }
}

function sharesOf(
  { offsets, items, weights }: Neighbours,
  item: number,
  own: Float64Array,
  isRated: Uint8Array,
  divisor: number,
): Contribution[] {
  const shares: Contribution[] = []
  const to = offsets[item + 1] ?? 0
  for (let at = offsets[item] ?? 0; at < to; at++) {
    const other = items[at] ?? 0
    if (isRated[other] === 0) continue
    shares.push({ item: other, share: ((weights[at] ?? 0) * (own[other] ?? 0)) / divisor })
  }
  return shares.sort((a, b) => b.share - a.share)
}

function mark({ items, weights }: History, own: Float64Array, isRated: Uint8Array): void {
  items.forEach((item, at) => {
    isRated[item] = 1
    own[item] = weights[at] ?? 0
  })
}

function unmark({ items }: History, isRated: Uint8Array): void {
  for (const item of items) isRated[item] = 0
}

function meanOf({ weights }: History): number | null {
  if (weights.length === 0) return null
  return weights.reduce((sum, weight) => sum + weight, 0) / weights.length
}

function meansOf({ itemCount, items, weights }: Interactions): Float32Array {
  const counts = new Float64Array(itemCount)
  const sums = new Float64Array(itemCount)
  items.forEach((item, at) => {
    counts[item] = (counts[item] ?? 0) + 1
    sums[item] = (sums[item] ?? 0) + (weights[at] ?? 0)
  })
  return Float32Array.from(sums, (sum, item) => sum / Math.max(1, counts[item] ?? 0))
}
