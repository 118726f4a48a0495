import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { fromTriples } from '../matrix/interactions.ts'
import { openBundle } from '../store/open-bundle.ts'
import { type LearnInput, learn } from './learn.ts'
import type { KindTrial } from './model-card.ts'

const PEOPLE = 240
const ITEMS = 40
const FIELDS = 4

/** People who mostly read in one field; item i belongs to field i mod 4, its text says so. */
function site(seed: number): LearnInput {
  const random = seededRandom(seed)
  const rows: number[] = []
  const columns: number[] = []
  const times: number[] = []
  for (let person = 0; person < PEOPLE; person++) {
    const read = new Set<number>()
    for (let n = 0; n < 10; n++) {
      const field = random() < 0.85 ? person % FIELDS : Math.floor(random() * FIELDS)
      read.add(field + FIELDS * Math.floor(random() ** 2 * (ITEMS / FIELDS)))
    }
    for (const item of [...read].sort((a, b) => a - b)) {
      rows.push(person)
      columns.push(item)
      times.push(Math.floor(random() * 1e6))
    }
  }
  return {
    interactions: fromTriples({
      ...{ people: PEOPLE, itemCount: ITEMS },
      rows: Uint32Array.from(rows),
      columns: Uint32Array.from(columns),
      values: new Float32Array(rows.length).fill(1),
    }),
    firstAt: Float64Array.from(times),
    itemIds: Array.from({ length: ITEMS }, (_, item) => `item ${item}`),
    documents: Array.from({ length: ITEMS }, (_, item) => ({
      ...{ item, words: [`field${item % FIELDS}`, `own${item}`, 'all'], tags: [] },
    })),
    choice: 'auto',
    champion: null,
    finished: [],
    seconds: 0,
    seed: 1,
    until: '2026-03-01T00:00:00Z',
  }
}

const given = site(7)
const { bundle, card } = await learn(given)

describe('learning a model for a site', () => {
  it('chooses what foretold best, and tells popularity beside it', () => {
    const popular = card.rows.find(({ kind }) => kind === 'popularity')
    const chosen = card.rows.find(({ kind }) => kind === card.chosen)
    expect(card.because).toBe('best')
    expect(chosen?.valid).toBe(Math.max(...card.rows.map(({ valid }) => valid)))
    expect(chosen?.test.ndcg).toBeGreaterThan(1.5 * (popular?.test.ndcg ?? 1))
    expect(card.protocol).toMatchObject({ folds: 2 })
    expect(card.data).toMatchObject({ people: PEOPLE, items: ITEMS, documents: ITEMS })
  })

  it('leaves a bundle that recommends in the field somebody reads', () => {
    const model = openBundle(bundle)
    const scores = new Float32Array(ITEMS)
    model.chosen.score({ items: Uint32Array.of(2, 6), weights: Float32Array.of(1, 1) }, scores)
    const others = [...scores.keys()].filter((item) => item !== 2 && item !== 6)
    const [best = 0] = others.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
    expect(best % FIELDS).toBe(2)
  })

  it('goes on after the trials that were finished, and comes to the same', async () => {
    const told: KindTrial[] = []
    await learn(given, (trial) => told.push(trial))
    const again: KindTrial[] = []
    const resumed = await learn({ ...given, finished: told }, (trial) => again.push(trial))
    expect(again).toEqual([])
    expect(resumed.card.rows).toEqual(card.rows)
  })

  it('never follows what is served by something worse on the same data', async () => {
    const point = { ridge: 0.9, personPower: 0.4, itemPower: 0.3, outputPower: 0.2 }
    const tried: KindTrial[] = []
    const champion = { kind: 'ease' as const, point }
    const next = await learn({ ...given, champion }, (trial) => tried.push(trial))
    const served = tried.find((trial) => trial.kind === 'ease' && trial.point.ridge === 0.9)
    const chosen = next.card.rows.find(({ kind }) => kind === next.card.chosen)
    expect(served?.score).toBeDefined()
    expect(chosen?.valid).toBeGreaterThanOrEqual(served?.score ?? 1)
  })

  it('takes the owner’s word for the kind', async () => {
    const { card: asked } = await learn({ ...given, choice: 'item-cf' })
    expect(asked).toMatchObject({ chosen: 'item-cf', because: 'asked' })
  })

  it('goes by content where nobody did anything yet, and says so', async () => {
    const none = fromTriples({
      ...{ people: 0, itemCount: ITEMS, rows: new Uint32Array(), columns: new Uint32Array() },
      values: new Float32Array(),
    })
    const { card: empty } = await learn({
      ...given,
      ...{ interactions: none, firstAt: new Float64Array() },
    })
    expect(empty).toMatchObject({ chosen: 'content', because: 'too_little', protocol: null })
  })

  it('is popularity where there are no texts and too few people', async () => {
    const { card: bare } = await learn({
      ...given,
      ...{ documents: [], firstAt: given.firstAt.slice(0, 0) },
    })
    expect(bare).toMatchObject({ chosen: 'popularity', because: 'too_little' })
  })
})
