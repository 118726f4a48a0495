import { expect, test } from 'vitest'
import { fromTriples } from './interactions.ts'
import { NO_GROUP, segmentPopularity } from './segment-popularity.ts'

/** Thirty people of group a read item 0, thirty of b item 1, five of c item 2. */
const rows = Array.from({ length: 65 }, (_, person) => person)
const groupOf = (person: number) => (person < 30 ? 0 : person < 60 ? 1 : 2)
const matrix = fromTriples({
  ...{ people: 66, itemCount: 4 },
  rows: Uint32Array.from(rows),
  columns: Uint32Array.from(rows, groupOf),
  values: new Float32Array(65).fill(2),
})
const ofPerson = Uint8Array.from([...rows.map(groupOf), NO_GROUP])
const priors = segmentPopularity(matrix, { keys: ['a', 'b', 'c'], ofPerson })

test('a group is drawn towards everybody by how much is known of it', () => {
  const belief = 30 / 230
  const expected = [belief + ((1 - belief) * 30) / 65, ((1 - belief) * 30) / 65]
  expect(priors['prior:a']?.[0]).toBeCloseTo(expected[0] ?? 0, 6)
  expect(priors['prior:a']?.[1]).toBeCloseTo(expected[1] ?? 0, 6)
  expect(priors['prior:b']?.[1]).toBeCloseTo(expected[0] ?? 0, 6)
})

test('the taste of a few is told of nobody', () => {
  expect(Object.keys(priors)).toEqual(['prior:a', 'prior:b'])
})
