import { fromTriples, type Interactions } from './interactions.ts'

/** One matrix of several over the same people and items; weights of the same pair add up. */
export function joinMatrices(matrices: Interactions[]): Interactions {
  const length = matrices.reduce((sum, { items }) => sum + items.length, 0)
  const rows = new Uint32Array(length)
  const columns = new Uint32Array(length)
  const values = new Float32Array(length)
  let end = 0
  for (const { people, offsets, items, weights } of matrices) {
    columns.set(items, end)
    values.set(weights, end)
    for (let person = 0; person < people; person++) {
      rows.fill(person, end + (offsets[person] ?? 0), end + (offsets[person + 1] ?? 0))
    }
    end += items.length
  }
  const [{ people, itemCount } = { people: 0, itemCount: 0 }] = matrices
  return fromTriples({ people, itemCount, rows, columns, values })
}
