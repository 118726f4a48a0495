import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromTriples, historyOf, transpose } from './interactions.ts'

const triples = fc
  .array(fc.tuple(fc.nat(7), fc.nat(5), fc.integer({ min: 1, max: 5 })), { maxLength: 60 })
  .map((rows) => ({
    people: 8,
    itemCount: 6,
    rows: Uint32Array.from(rows, ([row]) => row),
    columns: Uint32Array.from(rows, ([, column]) => column),
    values: Float32Array.from(rows, ([, , value]) => value),
  }))

describe('a matrix of interactions', () => {
  it('holds every triple once, adding up those that repeat', () => {
    fc.assert(
      fc.property(triples, (given) => {
        const sums = new Map<string, number>()
        given.rows.forEach((row, at) => {
          const key = `${row} ${given.columns[at]}`
          sums.set(key, (sums.get(key) ?? 0) + (given.values[at] ?? 0))
        })
        const matrix = fromTriples(given)
        const held = new Map<string, number>()
        for (let person = 0; person < matrix.people; person++) {
          const { items, weights } = historyOf(matrix, person)
          expect([...items]).toEqual([...new Set(items)].sort((a, b) => a - b))
          items.forEach((item, at) => {
            held.set(`${person} ${item}`, weights[at] ?? 0)
          })
        }
        expect(held).toEqual(sums)
      }),
    )
  })

  it('is itself again when turned twice', () => {
    fc.assert(
      fc.property(triples, (given) => {
        const matrix = fromTriples(given)
        expect(transpose(transpose(matrix))).toEqual(matrix)
      }),
    )
  })
})
