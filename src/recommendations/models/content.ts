import type { History } from '../matrix/interactions.ts'
import {
  type Description,
  describe,
  describedItem,
  type FeatureParameters,
  type FeatureWeights,
  learnFeatures,
  similarityTo,
} from '../text/item-features.ts'
import { packFeatures, unpackFeatures } from '../text/pack-features.ts'
import { type SharedTerm, sharedTerms } from '../text/shared-terms.ts'
import type { Recommender, Trained } from './model.ts'

export type ContentDocument = Description & { item: number }

export type ContentParameters = FeatureParameters &
  FeatureWeights & {
    /** Each item is compared with so many that are most like it. */
    neighbours: number
    /** Similarities are raised to this power: above 1, the closest count more. */
    power: number
  }

/** Where a search begins. */
export const contentDefaults: ContentParameters = {
  vocabulary: 20_000,
  dimensions: 64,
  window: 5,
  shift: 1,
  seed: 1,
  words: 1,
  tags: 0.25,
  vectors: 0.25,
  neighbours: 100,
  power: 1.5,
}

/**
 * Items by what they are about: score of i = Σ weight_j · s_ij^power over the items j of the
 * history among the nearest of i, s the mean of the cosines of TF-IDF, tags and word vectors. No
 * events are needed. Items without a document are like nothing. Throws RangeError for an item
 * number outside [0, itemCount).
 */
export function trainContent(
  documents: readonly ContentDocument[],
  itemCount: number,
  parameters: ContentParameters = contentDefaults,
): Trained {
  const items: Description[] = Array.from({ length: itemCount }, () => ({ words: [], tags: [] }))
  for (const { item, words, tags } of documents) {
    if (!(item in items)) throw new RangeError(`There is no item ${item} of ${itemCount}`)
    items[item] = { words, tags }
  }
  const features = learnFeatures(items, parameters)
  const similarities = similarityTo(features, parameters)
  const near = items.map((_, item) =>
    nearest(similarities(describedItem(features, item)), parameters, item),
  )
  const packed = packFeatures(features)
  return {
    kind: 'content',
    itemCount,
    parameters: { ...parameters, ...packed.parameters },
    arrays: { ...packed.arrays, ...bySource(near, itemCount) },
  }
}

export function contentRecommender({ arrays }: Trained): Recommender {
  const offsets = arrays.nearOffsets as Uint32Array
  const targets = arrays.nearTargets as Uint32Array
  const similarities = arrays.nearSimilarities as Float32Array
  function similarity(from: number, to: number): number {
    const start = offsets[from] ?? 0
    const at = targets.subarray(start, offsets[from + 1] ?? start).indexOf(to)
    return at < 0 ? 0 : (similarities[start + at] ?? 0)
  }
  return {
    score: (history, scores) => {
      scores.fill(0)
      for (const [n, from] of history.items.entries()) {
        const weight = history.weights[n] ?? 0
        const end = offsets[from + 1] ?? 0
        for (let at = offsets[from] ?? end; at < end; at++) {
          const to = targets[at] ?? 0
          scores[to] = (scores[to] ?? 0) + weight * (similarities[at] ?? 0)
        }
      }
    },
    explain: (history, item) => ({
      base: 0,
      contributions: [...history.items]
        .map((from, n) => ({
          item: from,
          share: (history.weights[n] ?? 0) * similarity(from, item),
        }))
        .filter(({ share }) => share !== 0)
        .sort((a, b) => b.share - a.share),
    }),
  }
}

/** What the words of a trained content model answer besides scores. */
export function contentReader(trained: Trained) {
  const features = unpackFeatures(trained)
  const parameters = trained.parameters as ContentParameters
  const similarities = similarityTo(features, parameters)
  return {
    /** The strongest terms that two items share. */
    sharedTerms: (a: number, b: number, count: number): SharedTerm[] =>
      sharedTerms(features, [a, b], count),
    /** The items most like one that came after training. */
    nearestTo: (description: Description): History =>
      nearest(similarities(describe(description, features)), parameters),
  }
}

/** Score of an item that came after training, on the scale of the recommender's. */
export function scoreFresh(history: History, near: History): number {
  const similarities = new Map([...near.items].map((item, n) => [item, near.weights[n] ?? 0]))
  return history.items.reduce(
    (sum, item, n) => sum + (history.weights[n] ?? 0) * (similarities.get(item) ?? 0),
    0,
  )
}

function nearest(
  similarities: Float32Array,
  { neighbours, power }: ContentParameters,
  self?: number,
): History {
  const others = Array.from(similarities.keys()).filter(
    (item) => item !== self && (similarities[item] ?? 0) > 0,
  )
  others.sort((a, b) => (similarities[b] ?? 0) - (similarities[a] ?? 0) || a - b)
  const items = Uint32Array.from(others.slice(0, neighbours)).sort()
  return { items, weights: Float32Array.from(items, (item) => (similarities[item] ?? 0) ** power) }
}

/** From “the nearest of i are …” to “j is among the nearest of …”, targets ascending. */
function bySource(near: readonly History[], itemCount: number) {
  const offsets = new Uint32Array(itemCount + 1)
  for (const { items } of near) for (const j of items) offsets[j + 1] = (offsets[j + 1] ?? 0) + 1
  for (let j = 0; j < itemCount; j++) offsets[j + 1] = (offsets[j + 1] ?? 0) + (offsets[j] ?? 0)
  const next = offsets.slice()
  const targets = new Uint32Array(offsets[itemCount] ?? 0)
  const similarities = new Float32Array(targets.length)
  for (const [target, { items, weights }] of near.entries()) {
    for (const [n, j] of items.entries()) {
      const slot = next[j] ?? 0
      targets[slot] = target
      similarities[slot] = weights[n] ?? 0
      next[j] = slot + 1
    }
  }
  return { nearOffsets: offsets, nearTargets: targets, nearSimilarities: similarities }
}
