import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candidate, type RankOptions, rank } from './rank.ts'

const now = new Date('2026-03-01T00:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)
const item = (itemId: string, relevance: number, more: Partial<Candidate> = {}): Candidate => ({
  ...{ itemId, relevance, publishedAt: daysAgo(365), quality: 0.5, promoted: false },
  ...more,
})
const plain: RankOptions = { count: 10, now, freshness: 0, variety: 0, similarity: () => 0 }
const ids = (candidates: Candidate[], options: Partial<RankOptions> = {}) =>
  rank(candidates, { ...plain, ...options }).map(({ itemId }) => itemId)

describe('the order of a shelf', () => {
  it('is that of relevance where nothing else is asked for', () => {
    expect(ids([item('a', 1), item('b', 3), item('c', 2)])).toEqual(['b', 'c', 'a'])
  })

  it('brings what is new forward as far as freshness says', () => {
    const shelf = [item('proven', 1), item('new', 0.6, { publishedAt: daysAgo(0) }), item('old', 0)]
    expect(ids(shelf)[0]).toBe('proven')
    expect(ids(shelf, { freshness: 0.4 })[0]).toBe('new')
  })

  it('takes of two alike only one early, when variety is asked for', () => {
    const similarity = (a: string, b: string) => (a[0] === b[0] ? 1 : 0)
    const shelf = [item('a1', 1), item('a2', 0.9), item('b1', 0.5), item('z', 0)]
    expect(ids(shelf, { similarity })).toEqual(['a1', 'a2', 'b1', 'z'])
    expect(ids(shelf, { similarity, variety: 0.4 })[1]).toBe('b1')
  })

  it('lets opinion decide between equals', () => {
    const shelf = [item('poor', 1, { quality: 0.1 }), item('good', 1, { quality: 0.9 })]
    expect(ids(shelf)).toEqual(['good', 'poor'])
  })

  it('puts what the owner promotes second, never first', () => {
    expect(ids([item('a', 3), item('b', 2), item('p', 0, { promoted: true })])).toEqual([
      ...['a', 'p', 'b'],
    ])
  })

  it('holds each candidate at most once and as many as wanted', () => {
    const candidate = fc.record({
      relevance: fc.double({ min: -5, max: 5, noNaN: true }),
      quality: fc.double({ min: 0, max: 1, noNaN: true }),
      promoted: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 12 }), fc.nat(15), (given, count) => {
        const all = given.map((one, at) => item(String(at), one.relevance, one))
        const shown = ids(all, { count, variety: 0.5, freshness: 0.5, similarity: () => 0.5 })
        expect(new Set(shown).size).toBe(shown.length)
        expect(shown.length).toBe(Math.min(count, all.length))
      }),
    )
  })
})
