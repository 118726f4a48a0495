import { historyOf, type Interactions } from '../matrix/interactions.ts'
import { ppmi } from './ppmi.ts'
import { truncatedSvd } from './svd.ts'
import { numbered, type Vocabulary, type Words } from './tf-idf.ts'

export type WordVectors = {
  dimensions: number
  /** Row-major words × dimensions, each row of length 1, or 0 for a word without company. */
  vectors: Float32Array
}

export type WordVectorParameters = {
  dimensions: number
  window: number
  shift: number
  seed: number
}

/** Word vectors √σ · u of the PPMI matrix of a site's own texts (Levy and others 2015, p = .5). */
export function learnWordVectors(
  texts: readonly Words[],
  vocabulary: Vocabulary,
  { dimensions, window, shift, seed }: WordVectorParameters,
): WordVectors {
  const numbers = texts.map((text) => numbered(text, vocabulary))
  const matrix = ppmi(numbers, vocabulary.words.length, { window, shift })
  const { left, values, rank } = truncatedSvd(matrix, dimensions, seed)
  const vectors = left.map((value, at) => value * Math.sqrt(values[at % rank] ?? 0))
  return { dimensions: rank, vectors: withUnitRows(vectors, rank) }
}

/**
 * What each text is about: the mean of its word vectors weighted by TF-IDF, less the mean of all
 * texts, made of length 1 (texts × dimensions, row-major). `centre` is that mean: pass it again for
 * texts that come later.
 */
export function documentVectors(
  texts: Interactions,
  { dimensions, vectors }: WordVectors,
  centre?: Float32Array,
) {
  const sums = new Float32Array(texts.people * dimensions)
  for (let text = 0; text < texts.people; text++) {
    const { items, weights } = historyOf(texts, text)
    for (const [n, word] of items.entries()) {
      for (let k = 0; k < dimensions; k++) {
        const at = text * dimensions + k
        sums[at] = (sums[at] ?? 0) + (weights[n] ?? 0) * (vectors[word * dimensions + k] ?? 0)
      }
    }
  }
  const unit = withUnitRows(sums, dimensions)
  const middle = centre ?? meanRow(unit, dimensions)
  const moved = unit.map((value, at) => value - (middle[at % dimensions] ?? 0))
  return { vectors: withUnitRows(moved, dimensions), centre: middle }
}

function withUnitRows(rows: Float32Array, width: number): Float32Array {
  for (let at = 0; at < rows.length; at += width) {
    const row = rows.subarray(at, at + width)
    let square = 0
    for (const value of row) square += value * value
    const length = Math.sqrt(square)
    if (length > 0) for (let k = 0; k < width; k++) row[k] = (row[k] ?? 0) / length
  }
  return rows
}

function meanRow(rows: Float32Array, width: number): Float32Array {
  const mean = new Float32Array(width)
  for (const [at, value] of rows.entries()) {
    mean[at % width] = (mean[at % width] ?? 0) + (value * width) / rows.length
  }
  return mean
}
