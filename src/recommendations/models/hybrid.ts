import type { History, Interactions } from '../matrix/interactions.ts'
import type { Recommender, Trained } from './model.ts'

export type HybridParameters = {
  /** λ: the share of the collaborative part for an item with very many events; in [0, 1]. */
  lambda: number
  /** m: an item with so many events has half of that share. */
  damping: number
}

/** Counts what the blend needs: the events of each item. */
export function trainHybrid(interactions: Interactions, parameters: HybridParameters): Trained {
  const support = new Float32Array(interactions.itemCount)
  for (const item of interactions.items) support[item] = (support[item] ?? 0) + 1
  return { kind: 'hybrid', itemCount: support.length, parameters, arrays: { support } }
}

/**
 * λ_i · z(CF)_i + (1 − λ_i) · z(CB)_i with λ_i = λ · n_i / (n_i + m): both parts are put on one scale
 * by z(s)_i = (s_i − mean of s) / (standard deviation of s) over all items for the person at hand,
 * and an item without events is judged by content alone. Where a part has nothing to say, its z is 0.
 */
export function hybridRecommender(
  { itemCount, parameters, arrays }: Trained,
  collaborative: Recommender,
  content: Recommender,
): Recommender {
  const support = arrays.support as Float32Array
  const { lambda, damping } = parameters as HybridParameters
  const parts = [collaborative, content] as const
  const second = new Float32Array(itemCount)
  function shares(item: number): [number, number] {
    const events = support[item] ?? 0
    const own = events > 0 ? (lambda * events) / (events + damping) : 0
    return [own, 1 - own]
  }
  return {
    score: (history, scores) => {
      const [ofFirst, ofSecond] = [
        scaleOf(parts[0], history, scores),
        scaleOf(parts[1], history, second),
      ]
      for (let item = 0; item < itemCount; item++) {
        const [own, rest] = shares(item)
        scores[item] =
          own * ((scores[item] ?? 0) - ofFirst.mean) * ofFirst.factor +
          rest * ((second[item] ?? 0) - ofSecond.mean) * ofSecond.factor
      }
    },
    explain: (history, item) => {
      const weights = shares(item)
      const sums = new Map<number, number>()
      let base = 0
      for (const [n, part] of parts.entries()) {
        const { mean, factor } = scaleOf(part, history, second)
        const weight = (weights[n] ?? 0) * factor
        const why = part.explain(history, item)
        base += weight * (why.base - mean)
        for (const { item: from, share } of why.contributions) {
          sums.set(from, (sums.get(from) ?? 0) + weight * share)
        }
      }
      const contributions = [...sums].map(([from, share]) => ({ item: from, share }))
      return { base, contributions: contributions.sort((a, b) => b.share - a.share) }
    },
  }
}

/** Writes the scores and tells what turns them into z-scores: (score − mean) · factor. */
function scaleOf(part: Recommender, history: History, scores: Float32Array) {
  part.score(history, scores)
  let sum = 0
  let squares = 0
  for (const score of scores) {
    sum += score
    squares += score * score
  }
  const mean = sum / Math.max(1, scores.length)
  const variance = squares / Math.max(1, scores.length) - mean * mean
  // What rounding leaves of equal scores is no spread.
  return { mean, factor: variance > 1e-9 * mean * mean ? 1 / Math.sqrt(variance) : 0 }
}
