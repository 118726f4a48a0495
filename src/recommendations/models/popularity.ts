import type { Interactions } from '../matrix/interactions.ts'
import type { Recommender, Trained } from './model.ts'

/**
 * What everybody likes: score_j = Σ over people of their weight for item j. The baseline that every
 * other model has to beat, and what a person without a history is shown.
 */
export function trainPopularity({ itemCount, items, weights }: Interactions): Trained {
  const scores = new Float32Array(itemCount)
  items.forEach((item, at) => {
    scores[item] = (scores[item] ?? 0) + (weights[at] ?? 0)
  })
  return { kind: 'popularity', itemCount, parameters: {}, arrays: { scores } }
}

/** The same for everybody; nothing in a history adds to it. */
export function popularityRecommender({ arrays }: Trained): Recommender {
  const popularity = arrays.scores as Float32Array
  return {
    score: (_, scores) => scores.set(popularity),
    explain: (_, item) => ({ base: popularity[item] ?? 0, contributions: [] }),
  }
}
