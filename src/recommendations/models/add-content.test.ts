import { expect, test } from 'vitest'
import { fromTriples, historyOf, type Interactions } from '../matrix/interactions.ts'
import { learnFeatures } from '../text/item-features.ts'
import { addContent } from './add-content.ts'
import { contentDefaults } from './content.ts'
import { easeDefaults, easeRecommender, trainEase } from './ease.ts'

const photography = { words: ['相机', '镜头', '曝光'], tags: ['author:1'] }
const money = { words: ['股票', '基金', '投资'], tags: ['author:2'] }
/** Items 0–2 and, cold, 6 are of one subject, 3–5 and, cold, 7 of the other. */
const descriptions = [0, 0, 0, 1, 1, 1, 0, 1].map((n) => (n === 0 ? photography : money))
const features = learnFeatures(descriptions, { ...contentDefaults, dimensions: 4 })
const strength = { strength: 2, tagShare: 0.25, itemPower: 0.25 }

function events(): Interactions {
  const pairs = Array.from({ length: 40 }, (_, person) =>
    [0, 1, 2]
      .filter((n) => (person >> n) % 2 === 0)
      .map((n) => [person, 3 * (person % 2) + n] as const),
  ).flat()
  return fromTriples({
    people: 40,
    itemCount: 8,
    rows: Uint32Array.from(pairs, ([person]) => person),
    columns: Uint32Array.from(pairs, ([, item]) => item),
    values: new Float32Array(pairs.length).fill(1),
  })
}

function product(matrix: Interactions, a: number, b: number): number {
  let sum = 0
  for (let row = 0; row < matrix.people; row++) {
    const { items, weights } = historyOf(matrix, row)
    sum += (weights[items.indexOf(a)] ?? 0) * (weights[items.indexOf(b)] ?? 0)
  }
  return sum
}

test('the added rows add the similarity of content to what events say', () => {
  const plain = events()
  const added = addContent(plain, features, strength)
  const popularity = Array.from({ length: 8 }, (_, item) => Math.max(1, product(plain, item, item)))
  const cosine = (rows: Interactions, a: number, b: number) => {
    const [one, other] = [historyOf(rows, a), historyOf(rows, b)]
    return one.items.reduce(
      (sum, term, n) =>
        sum + (one.weights[n] ?? 0) * (other.weights[other.items.indexOf(term)] ?? 0),
      0,
    )
  }
  for (let a = 0; a < 8; a++) {
    for (let b = 0; b < 8; b++) {
      const scale = ((popularity[a] ?? 1) * (popularity[b] ?? 1)) ** 0.25
      const content = 0.75 * cosine(features.wordRows, a, b) + 0.25 * cosine(features.tagRows, a, b)
      expect(product(added, a, b)).toBeCloseTo(product(plain, a, b) + 2 * scale * content, 3)
    }
  }
})

test('people keep their numbers and what they did', () => {
  const plain = events()
  const added = addContent(plain, features, strength)
  for (let person = 0; person < plain.people; person++) {
    expect(historyOf(added, person)).toEqual(historyOf(plain, person))
  }
})

test('an item without events is recommended by what it is about', async () => {
  const history = { items: Uint32Array.of(0, 1), weights: Float32Array.of(1, 1) }
  const scoresOf = async (matrix: Interactions) => {
    const scores = new Float32Array(8)
    easeRecommender(await trainEase(matrix, { ...easeDefaults, ridge: 0.5 })).score(history, scores)
    return scores
  }
  const [plain, taught] = [
    await scoresOf(events()),
    await scoresOf(addContent(events(), features, strength)),
  ]
  expect(plain[6]).toBe(plain[7])
  expect(taught[6]).toBeGreaterThan(Math.abs(taught[7] ?? 0) + 0.01)
})
