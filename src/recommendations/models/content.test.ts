import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import type { History } from '../matrix/interactions.ts'
import {
  type ContentDocument,
  contentDefaults,
  contentReader,
  contentRecommender,
  scoreFresh,
  trainContent,
} from './content.ts'

const subjects = [
  ['相机', '镜头', '曝光', '构图', '光圈', '快门'],
  ['股票', '基金', '投资', '收益', '市场', '风险'],
  ['细胞', '基因', '蛋白', '遗传', '进化', '生物'],
]
const ITEMS = 24
const parameters = { ...contentDefaults, dimensions: 6, neighbours: ITEMS }

/** Item n is about subject n mod 3. */
function documents(seed = 1): ContentDocument[] {
  const random = seededRandom(seed)
  return Array.from({ length: ITEMS }, (_, item) => {
    const words = subjects[item % 3] ?? []
    const text = Array.from({ length: 8 }, () => words[Math.floor(random() * words.length)] ?? '')
    return { item, words: [...text, '课程'], tags: [`author:${item % 5}`] }
  })
}

function historyOfItems(items: number[]): History {
  const sorted = Uint32Array.from(new Set(items)).sort()
  return { items: sorted, weights: Float32Array.from(sorted, (item) => 1 + (item % 3)) }
}

function scoresOf(trained: ReturnType<typeof trainContent>, history: History): Float32Array {
  const scores = new Float32Array(trained.itemCount)
  contentRecommender(trained).score(history, scores)
  return scores
}

const histories = fc.array(fc.nat(ITEMS - 1), { maxLength: 8 }).map(historyOfItems)

describe('the content model', () => {
  const trained = trainContent(documents(), ITEMS, parameters)

  test('puts first what is about the same, without a single event', () => {
    const scores = scoresOf(trained, historyOfItems([0]))
    const best = [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
    expect(best.slice(0, 7).every((item) => item % 3 === 0 && item !== 0)).toBe(true)
  })

  test('explains each score in full by the history', () => {
    const recommender = contentRecommender(trained)
    fc.assert(
      fc.property(histories, fc.nat(ITEMS - 1), (history, item) => {
        const { base, contributions } = recommender.explain(history, item)
        const sum = contributions.reduce((total, { share }) => total + share, base)
        expect(sum).toBeCloseTo(scoresOf(trained, history)[item] ?? Number.NaN, 4)
        expect(contributions.every((one) => history.items.includes(one.item))).toBe(true)
      }),
    )
  })

  test('says the same whatever numbers the items have', () => {
    const renumbered = trainContent(
      documents().map((document) => ({ ...document, item: (document.item * 7 + 5) % ITEMS })),
      ITEMS,
      parameters,
    )
    fc.assert(
      fc.property(fc.array(fc.nat(ITEMS - 1), { maxLength: 5 }), (items) => {
        const ones = (list: number[]): History => {
          const sorted = Uint32Array.from(new Set(list)).sort()
          return { items: sorted, weights: new Float32Array(sorted.length).fill(1) }
        }
        const plain = scoresOf(trained, ones(items))
        const other = scoresOf(renumbered, ones(items.map((item) => (item * 7 + 5) % ITEMS)))
        plain.forEach((score, item) => {
          expect(other[(item * 7 + 5) % ITEMS]).toBeCloseTo(score, 3)
        })
      }),
      { numRuns: 20 },
    )
  })

  test('knows an item that came later by its text alone', () => {
    const reader = contentReader(trained)
    const near = reader.nearestTo({ words: ['镜头', '光圈', '构图'], tags: [] })
    expect(scoreFresh(historyOfItems([0, 3]), near)).toBeGreaterThan(
      2 * scoreFresh(historyOfItems([1, 4]), near),
    )
    const [same] = documents()
    if (!same) throw new Error('there are documents')
    const again = reader.nearestTo(same)
    expect(again.weights[again.items.indexOf(0)]).toBeCloseTo(1, 2)
  })

  test('names what two items are both about, and not what is cut out of a longer word', () => {
    const texts = [
      ['人工智能', '人工', '智能', '伦理'],
      ['人工智能', '人工', '智能', '摄影'],
      ['历史', '伦理'],
    ].map((words, item) => ({ item, words, tags: item < 2 ? ['author:7'] : [] }))
    const reader = contentReader(trainContent(texts, 3, parameters))
    const terms = reader.sharedTerms(0, 1, 5).map(({ kind, term }) => `${kind} ${term}`)
    expect(terms.sort()).toEqual(['tag author:7', 'word 人工智能'])
    expect(reader.sharedTerms(1, 2, 5)).toEqual([])
  })

  test('leaves an item without a document at 0 and refuses a number that is none', () => {
    const some = trainContent(documents().slice(0, -1), ITEMS, parameters)
    expect(scoresOf(some, historyOfItems([0, 1, 2]))[ITEMS - 1]).toBe(0)
    expect(scoresOf(trainContent([], 2, parameters), historyOfItems([0]))).toEqual(
      new Float32Array(2),
    )
    expect(() => trainContent(documents(), 3, parameters)).toThrow(RangeError)
  })
})
