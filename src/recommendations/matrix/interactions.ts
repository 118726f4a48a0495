/**
 * Who had to do with what, as compressed sparse rows: row u is the slice
 * [offsets[u], offsets[u + 1]) of `items` and `weights`, its items ascending and each once.
 * Weights are positive; a rating matrix holds its ratings in them.
 */
export type Interactions = {
  /** Number of rows. */
  people: number
  /** Number of columns; items without any interaction count. */
  itemCount: number
  offsets: Uint32Array
  items: Uint32Array
  weights: Float32Array
}

/** One row: item numbers, ascending, and the weight of each. */
export type History = { items: Uint32Array; weights: Float32Array }

/** Row `person`, as a view and not a copy. */
export function historyOf({ offsets, items, weights }: Interactions, person: number): History {
  const from = offsets[person] ?? 0
  const to = offsets[person + 1] ?? from
  return { items: items.subarray(from, to), weights: weights.subarray(from, to) }
}

export type Triples = {
  people: number
  itemCount: number
  rows: Uint32Array
  columns: Uint32Array
  values: Float32Array
}

/** Sorts triples into rows; of a pair that occurs twice the values are added up. */
export function fromTriples({ people, itemCount, rows, columns, values }: Triples): Interactions {
  const byItem = countingSort(itemCount, columns, identity(rows.length))
  const order = countingSort(people, rows, byItem)
  const offsets = new Uint32Array(people + 1)
  const items = new Uint32Array(rows.length)
  const weights = new Float32Array(rows.length)
  let end = 0
  let last = -1
  for (const at of order) {
    const row = rows[at] ?? 0
    const item = columns[at] ?? 0
    const isSame = row === last && items[end - 1] === item
    if (isSame) weights[end - 1] = (weights[end - 1] ?? 0) + (values[at] ?? 0)
    else {
      items[end] = item
      weights[end++] = values[at] ?? 0
      offsets[row + 1] = (offsets[row + 1] ?? 0) + 1
    }
    last = row
  }
  for (let row = 0; row < people; row++) {
    offsets[row + 1] = (offsets[row + 1] ?? 0) + (offsets[row] ?? 0)
  }
  return { people, itemCount, offsets, items: items.slice(0, end), weights: weights.slice(0, end) }
}

/** Columns as rows: who had to do with each item, people ascending. */
export function transpose({ people, itemCount, offsets, items, weights }: Interactions) {
  const turned = new Uint32Array(itemCount + 1)
  for (const item of items) turned[item + 1] = (turned[item + 1] ?? 0) + 1
  for (let i = 0; i < itemCount; i++) turned[i + 1] = (turned[i + 1] ?? 0) + (turned[i] ?? 0)
  const next = turned.slice(0, itemCount)
  const rows = new Uint32Array(items.length)
  const values = new Float32Array(items.length)
  for (let person = 0; person < people; person++) {
    const to = offsets[person + 1] ?? 0
    for (let at = offsets[person] ?? 0; at < to; at++) {
      const item = items[at] ?? 0
      const slot = next[item] ?? 0
      rows[slot] = person
      values[slot] = weights[at] ?? 0
      next[item] = slot + 1
    }
  }
  const turnedMatrix: Interactions = {
    people: itemCount,
    itemCount: people,
    offsets: turned,
    items: rows,
    weights: values,
  }
  return turnedMatrix
}

function identity(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, at) => at)
}

function countingSort(keys: number, key: Uint32Array, order: Uint32Array): Uint32Array {
  const starts = new Uint32Array(keys + 1)
  for (const at of key) starts[at + 1] = (starts[at + 1] ?? 0) + 1
  for (let k = 0; k < keys; k++) starts[k + 1] = (starts[k + 1] ?? 0) + (starts[k] ?? 0)
  const sorted = new Uint32Array(order.length)
  for (const at of order) {
    const k = key[at] ?? 0
    const slot = starts[k] ?? 0
    sorted[slot] = at
    starts[k] = slot + 1
  }
  return sorted
}
