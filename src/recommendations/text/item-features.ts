import { type History, historyOf, type Interactions, transpose } from '../matrix/interactions.ts'
import { learnVocabulary, tfIdf, type Vocabulary, type Words } from './tf-idf.ts'
import { documentVectors, learnWordVectors, type WordVectors } from './word-vectors.ts'

/** What is known of an item without any event: its text as words and what it is filed under. */
export type Description = { words: Words; tags: Words }

export type FeatureParameters = {
  /** At most so many words, and so many tags. */
  vocabulary: number
  dimensions: number
  window: number
  shift: number
  seed: number
}

/** What the texts of a site taught, and each item in its terms. */
export type ItemFeatures = {
  words: Vocabulary
  tags: Vocabulary
  wordVectors: WordVectors
  centre: Float32Array
  /** Items × words and items × tags, rows of length 1. */
  wordRows: Interactions
  tagRows: Interactions
  /** Items × dimensions, rows of length 1. */
  vectors: Float32Array
}

/** One item: its row of each of the three. */
export type Described = { words: History; tags: History; vector: Float32Array }

/** How much words, tags and word vectors count in a similarity. */
export type FeatureWeights = { words: number; tags: number; vectors: number }

export function learnFeatures(
  items: readonly Description[],
  { vocabulary, dimensions, window, shift, seed }: FeatureParameters,
): ItemFeatures {
  const limits = { words: vocabulary, texts: 2 }
  const texts = items.map((item) => item.words)
  const words = learnVocabulary(texts, limits)
  const labels = items.map((item) => item.tags)
  const tags = learnVocabulary(labels, limits)
  const wordVectors = learnWordVectors(texts, words, { dimensions, window, shift, seed })
  const wordRows = tfIdf(texts, words)
  const { vectors, centre } = documentVectors(wordRows, wordVectors)
  return { words, tags, wordVectors, centre, wordRows, tagRows: tfIdf(labels, tags), vectors }
}

/** An item that came after training, in the terms of those that were there. */
export function describe({ words, tags }: Description, learned: ItemFeatures): Described {
  const wordRows = tfIdf([words], learned.words)
  const { vectors } = documentVectors(wordRows, learned.wordVectors, learned.centre)
  return {
    words: historyOf(wordRows, 0),
    tags: historyOf(tfIdf([tags], learned.tags), 0),
    vector: vectors,
  }
}

export function describedItem(features: ItemFeatures, item: number): Described {
  const { dimensions } = features.wordVectors
  return {
    words: historyOf(features.wordRows, item),
    tags: historyOf(features.tagRows, item),
    vector: features.vectors.subarray(item * dimensions, (item + 1) * dimensions),
  }
}

/**
 * How alike an item is to every one of the site: the weighted mean of the three cosines, that of
 * the vectors not below 0; in [0, 1].
 */
export function similarityTo(features: ItemFeatures, weights: FeatureWeights) {
  const byWord = transpose(features.wordRows)
  const byTag = transpose(features.tagRows)
  const { dimensions } = features.wordVectors
  const all = weights.words + weights.tags + weights.vectors || 1
  return ({ words, tags, vector }: Described): Float32Array => {
    const sums = new Float32Array(features.wordRows.people)
    for (let item = 0; item < sums.length; item++) {
      let dot = 0
      for (let k = 0; k < dimensions; k++) {
        dot += (vector[k] ?? 0) * (features.vectors[item * dimensions + k] ?? 0)
      }
      sums[item] = (Math.max(0, dot) * weights.vectors) / all
    }
    addCosines(byWord, words, weights.words / all, sums)
    addCosines(byTag, tags, weights.tags / all, sums)
    return sums
  }
}

function addCosines(byTerm: Interactions, row: History, weight: number, sums: Float32Array): void {
  if (weight === 0) return
  for (const [n, term] of row.items.entries()) {
    const factor = (row.weights[n] ?? 0) * weight
    const to = byTerm.offsets[term + 1] ?? 0
    for (let at = byTerm.offsets[term] ?? 0; at < to; at++) {
      const item = byTerm.items[at] ?? 0
      sums[item] = (sums[item] ?? 0) + factor * (byTerm.weights[at] ?? 0)
    }
  }
}
