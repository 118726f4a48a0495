import { describe, expect, test } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { fromTriples, historyOf } from '../matrix/interactions.ts'
import { eigenSymmetric } from './eigen-symmetric.ts'
import { ppmi } from './ppmi.ts'
import { truncatedSvd } from './svd.ts'
import { learnVocabulary, MAX_WORDS_A_TEXT, tfIdf } from './tf-idf.ts'
import { learnWordVectors } from './word-vectors.ts'

const limits = { words: 100, texts: 1 }

describe('TF-IDF', () => {
  test('weighs a repeated word by 1 + ln of its count and makes rows of length 1', () => {
    const texts = [['线性', '代数', '线性'], ['代数']]
    const vocabulary = learnVocabulary(texts, limits)
    expect(vocabulary.words).toEqual(['代数', '线性'])
    const { items, weights } = historyOf(tfIdf(texts, vocabulary), 0)
    expect([...items]).toEqual([0, 1])
    const [common, rare] = [1, (1 + Math.log(2)) * (Math.log(3 / 2) + 1)]
    const length = Math.hypot(common, rare)
    expect(weights[0]).toBeCloseTo(common / length)
    expect(weights[1]).toBeCloseTo(rare / length)
  })

  test('keeps the words of most texts where there are too many', () => {
    const texts = [['a', 'b', 'c'], ['b', 'c'], ['c']]
    expect(learnVocabulary(texts, { words: 2, texts: 1 }).words).toEqual(['c', 'b'])
    expect(learnVocabulary(texts, { words: 9, texts: 3 }).words).toEqual(['c'])
  })

  test('reads no more of a text than its limit, and knows no strange words', () => {
    const long = [...new Array<string>(MAX_WORDS_A_TEXT).fill('a'), 'late']
    const vocabulary = learnVocabulary([long], limits)
    expect(vocabulary.words).toEqual(['a'])
    expect(historyOf(tfIdf([['strange']], vocabulary), 0).items).toHaveLength(0)
  })
})

describe('PPMI', () => {
  test('is what its formula says, counted the slow way', () => {
    const random = seededRandom(3)
    const texts = Array.from({ length: 6 }, () =>
      Array.from({ length: 12 }, () => Math.floor(random() * 5)),
    )
    const counts = Array.from({ length: 5 }, () => new Array<number>(5).fill(0))
    for (const text of texts) {
      text.forEach((word, at) => {
        text.forEach((other, place) => {
          const row = counts[word] ?? []
          if (place !== at && Math.abs(place - at) <= 2) row[other] = (row[other] ?? 0) + 1
        })
      })
    }
    const totals = counts.map((row) => row.reduce((sum, count) => sum + count, 0))
    const all = totals.reduce((sum, total) => sum + total ** 0.75, 0)
    const matrix = ppmi(texts, 5, { window: 2, shift: 1.2 })
    for (let word = 0; word < 5; word++) {
      const { items, weights } = historyOf(matrix, word)
      for (let other = 0; other < 5; other++) {
        const chance = ((totals[word] ?? 0) * (totals[other] ?? 0) ** 0.75) / all
        const value = Math.log((counts[word]?.[other] ?? 0) / chance) - Math.log(1.2)
        const at = items.indexOf(other)
        expect(at < 0 ? 0 : weights[at]).toBeCloseTo(Math.max(0, value), 5)
      }
    }
  })
})

describe('eigenvalues', () => {
  test('and vectors of a symmetric matrix satisfy A v = λ v, largest first', () => {
    const n = 9
    const random = seededRandom(5)
    const matrix = new Float64Array(n * n)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        matrix[i * n + j] = random() - 0.5
        matrix[j * n + i] = matrix[i * n + j] ?? 0
      }
    }
    const { values, vectors } = eigenSymmetric(matrix, n)
    expect([...values]).toEqual([...values].sort((a, b) => b - a))
    for (let column = 0; column < n; column++) {
      for (let i = 0; i < n; i++) {
        let sum = 0
        for (let k = 0; k < n; k++) {
          sum += (matrix[i * n + k] ?? 0) * (vectors[k * n + column] ?? 0)
        }
        expect(sum).toBeCloseTo((values[column] ?? 0) * (vectors[i * n + column] ?? 0), 8)
      }
    }
  })
})

describe('the truncated SVD', () => {
  /** 30 × 20 of rank 3 with singular values 9, 4 and 1, sparse only in form. */
  function lowRank() {
    const wave = (size: number, k: number) => {
      const values = Array.from({ length: size }, (_, i) =>
        Math.cos((Math.PI * (i + 0.5) * k) / size),
      )
      const length = Math.hypot(...values)
      return values.map((value) => value / length)
    }
    const cells: [number, number, number][] = []
    for (let i = 0; i < 30; i++) {
      for (let j = 0; j < 20; j++) {
        const value = [9, 4, 1].reduce(
          (sum, sigma, k) => sum + sigma * (wave(30, k + 1)[i] ?? 0) * (wave(20, k + 1)[j] ?? 0),
          0,
        )
        cells.push([i, j, value])
      }
    }
    return fromTriples({
      people: 30,
      itemCount: 20,
      rows: Uint32Array.from(cells, ([i]) => i),
      columns: Uint32Array.from(cells, ([, j]) => j),
      values: Float32Array.from(cells, ([, , value]) => value),
    })
  }

  test('finds the singular values, and left vectors of length 1 at right angles', () => {
    const { left, values, rank } = truncatedSvd(lowRank(), 3, 1)
    expect([...values]).toEqual([9, 4, 1].map((value) => expect.closeTo(value, 4)))
    for (let a = 0; a < rank; a++) {
      for (let b = 0; b < rank; b++) {
        let dot = 0
        for (let i = 0; i < 30; i++) dot += (left[i * rank + a] ?? 0) * (left[i * rank + b] ?? 0)
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 5)
      }
    }
  })

  test('gives the same vectors for any seed, and zeros beyond the rank', () => {
    const [one, other] = [truncatedSvd(lowRank(), 3, 1), truncatedSvd(lowRank(), 3, 2)]
    one.left.forEach((value, at) => {
      expect(other.left[at]).toBeCloseTo(value, 4)
    })
    for (const value of truncatedSvd(lowRank(), 6, 1).values.subarray(3)) {
      expect(value).toBeCloseTo(0, 4)
    }
  })
})

describe('word vectors', () => {
  test('are near for words that keep the same company', () => {
    const random = seededRandom(11)
    const pick = (words: string[]) => words[Math.floor(random() * words.length)] ?? ''
    const texts = Array.from({ length: 300 }, (_, n) =>
      n % 2 === 0
        ? [pick(['相机', '镜头']), pick(['拍摄', '曝光']), pick(['光圈', '构图'])]
        : [pick(['股票', '基金']), pick(['投资', '收益']), pick(['市场', '风险'])],
    )
    const vocabulary = learnVocabulary(texts, limits)
    const { dimensions, vectors } = learnWordVectors(texts, vocabulary, {
      dimensions: 4,
      window: 2,
      shift: 1,
      seed: 1,
    })
    const cosine = (a: string, b: string) => {
      const [i, j] = [vocabulary.numbers.get(a) ?? -1, vocabulary.numbers.get(b) ?? -1]
      let sum = 0
      for (let k = 0; k < dimensions; k++) {
        sum += (vectors[i * dimensions + k] ?? 0) * (vectors[j * dimensions + k] ?? 0)
      }
      return sum
    }
    expect(cosine('相机', '镜头')).toBeGreaterThan(0.8)
    expect(cosine('相机', '股票')).toBeLessThan(0.3)
  })

  test('need no words at all', () => {
    const vocabulary = learnVocabulary([[], []], limits)
    const parameters = { dimensions: 4, window: 2, shift: 1, seed: 1 }
    expect(learnWordVectors([[], []], vocabulary, parameters).vectors).toHaveLength(0)
  })
})
