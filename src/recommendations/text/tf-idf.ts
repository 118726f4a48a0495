import { fromTriples, type Interactions } from '../matrix/interactions.ts'

/** A text as its words in order, or a thing as its tags. */
export type Words = readonly string[]

export type Vocabulary = {
  /** Sorted by how many texts have them, most first. */
  words: string[]
  numbers: Map<string, number>
  /** Inverse document frequency ln((1 + N)/(1 + df)) + 1 of each word. */
  idf: Float32Array
}

export type VocabularyLimits = {
  /** At most so many words: those of most texts. */
  words: number
  /** A word of fewer texts tells nothing about others. */
  texts: number
}

/** Words of one text beyond these are not read. */
export const MAX_WORDS_A_TEXT = 5_000

export function learnVocabulary(texts: readonly Words[], limits: VocabularyLimits): Vocabulary {
  const counts = new Map<string, number>()
  for (const text of texts) {
    for (const word of new Set(read(text))) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  const kept = [...counts]
    .filter(([, count]) => count >= limits.texts)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, limits.words)
  return vocabularyOf(
    kept.map(([word]) => word),
    Float32Array.from(kept, ([, count]) => Math.log((1 + texts.length) / (1 + count)) + 1),
  )
}

export function vocabularyOf(words: string[], idf: Float32Array): Vocabulary {
  return { words, numbers: new Map(words.map((word, number) => [word, number])), idf }
}

/**
 * Texts × words with weights (1 + ln tf) · idf, each row of length 1 (G. Salton, C. Buckley,
 * “Term-weighting approaches in automatic text retrieval”, 1988). Unknown words are left out.
 */
export function tfIdf(texts: readonly Words[], vocabulary: Vocabulary): Interactions {
  const rows: number[] = []
  const columns: number[] = []
  for (const [row, text] of texts.entries()) {
    for (const number of numbered(text, vocabulary)) {
      rows.push(row)
      columns.push(number)
    }
  }
  const matrix = fromTriples({
    people: texts.length,
    itemCount: vocabulary.words.length,
    rows: Uint32Array.from(rows),
    columns: Uint32Array.from(columns),
    values: new Float32Array(rows.length).fill(1),
  })
  const { weights, items } = matrix
  for (const [at, item] of items.entries()) {
    weights[at] = (1 + Math.log(weights[at] ?? 1)) * (vocabulary.idf[item] ?? 0)
  }
  return withUnitRows(matrix)
}

/** The numbers of a text's known words, in its order. */
export function numbered(text: Words, { numbers }: Vocabulary): number[] {
  return read(text).flatMap((word) => numbers.get(word) ?? [])
}

function read(text: Words): Words {
  return text.length > MAX_WORDS_A_TEXT ? text.slice(0, MAX_WORDS_A_TEXT) : text
}

/** Rows of length 1, in place; a row without weights stays empty. */
function withUnitRows(matrix: Interactions): Interactions {
  const { people, offsets, weights } = matrix
  for (let row = 0; row < people; row++) {
    const own = weights.subarray(offsets[row] ?? 0, offsets[row + 1] ?? 0)
    const length = Math.sqrt(own.reduce((sum, weight) => sum + weight * weight, 0))
    if (length > 0) for (const [at, weight] of own.entries()) own[at] = weight / length
  }
  return matrix
}
