import { fromTriples, historyOf, type Interactions } from '../matrix/interactions.ts'
import type { SiteMatrix } from '../signals/read-matrix.ts'

/** The rows of another reading under the numbers of this one; who is not in this is left out. */
export function alignTo(
  base: SiteMatrix,
  { interactions, personIds, itemIds }: SiteMatrix,
): Interactions {
  const people = new Map(base.personIds.map((id, number) => [id, number]))
  const items = new Map(base.itemIds.map((id, number) => [id, number]))
  const { length } = interactions.items
  const rows = new Uint32Array(length)
  const columns = new Uint32Array(length)
  const values = new Float32Array(length)
  let size = 0
  personIds.forEach((personId, person) => {
    const row = people.get(personId)
    if (row === undefined) return
    const history = historyOf(interactions, person)
    history.items.forEach((item, at) => {
      const column = items.get(itemIds[item] ?? '')
      if (column === undefined) return
      rows[size] = row
      columns[size] = column
      values[size++] = history.weights[at] ?? 0
    })
  })
  return fromTriples({
    people: base.personIds.length,
    itemCount: base.itemIds.length,
    rows: rows.subarray(0, size),
    columns: columns.subarray(0, size),
    values: values.subarray(0, size),
  })
}
