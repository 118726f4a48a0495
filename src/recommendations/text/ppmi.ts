import type { Interactions } from '../matrix/interactions.ts'

export type PpmiParameters = {
  /** So many words before and after a word are its company. */
  window: number
  /** ln k is taken off each value: k negative samples in the terms of word2vec. */
  shift: number
}

/** Context counts are raised to this power, so that rare company is not overrated. */
const SMOOTHING = 0.75

/**
 * Words × words with max(0, ln(p(w,c) / (p(w) · p_.75(c))) − ln k) (O. Levy, Y. Goldberg,
 * I. Dagan, “Improving distributional similarity with lessons learned from word embeddings”,
 * 2015). Texts are word numbers below `words`; memory is one row beside the result.
 */
export function ppmi(
  texts: readonly (readonly number[])[],
  words: number,
  { window, shift }: PpmiParameters,
): Interactions {
  const places = placesOf(texts, words)
  const company = companySizes(texts, words, window)
  const contexts = company.map((count) => count ** SMOOTHING)
  const all = contexts.reduce((sum, count) => sum + count, 0)
  const row = new Float64Array(words)
  const offsets = new Uint32Array(words + 1)
  const items: number[] = []
  const weights: number[] = []
  for (let word = 0; word < words; word++) {
    row.fill(0)
    for (const [text, at] of places[word] ?? []) countAround(texts[text] ?? [], at, window, row)
    for (let other = 0; other < words; other++) {
      const count = row[other] ?? 0
      if (count === 0) continue
      const chance = ((company[word] ?? 0) * (contexts[other] ?? 0)) / all
      const value = Math.log(count / chance) - Math.log(shift)
      if (value <= 0) continue
      items.push(other)
      weights.push(value)
    }
    offsets[word + 1] = items.length
  }
  return {
    people: words,
    itemCount: words,
    offsets,
    items: Uint32Array.from(items),
    weights: Float32Array.from(weights),
  }
}

/** Where each word stands: text and place. */
function placesOf(texts: readonly (readonly number[])[], words: number): [number, number][][] {
  const places: [number, number][][] = Array.from({ length: words }, () => [])
  for (const [text, numbers] of texts.entries()) {
    for (const [at, word] of numbers.entries()) places[word]?.push([text, at])
  }
  return places
}

/** With how many neighbours each word is seen in all. */
function companySizes(
  texts: readonly (readonly number[])[],
  words: number,
  window: number,
): Float64Array {
  const sizes = new Float64Array(words)
  for (const text of texts) {
    for (const [at, word] of text.entries()) {
      const size = Math.min(window, at) + Math.min(window, text.length - 1 - at)
      sizes[word] = (sizes[word] ?? 0) + size
    }
  }
  return sizes
}

function countAround(text: readonly number[], at: number, window: number, row: Float64Array): void {
  const end = Math.min(text.length - 1, at + window)
  for (let place = Math.max(0, at - window); place <= end; place++) {
    const other = text[place] ?? 0
    if (place !== at) row[other] = (row[other] ?? 0) + 1
  }
}
