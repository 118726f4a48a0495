import type { Interactions } from '../matrix/interactions.ts'

/** One thread's part in a Gram matrix. Arrays may be shared between threads. */
export type GramJob = {
  /** Who had what, each history ascending, and the same by item. */
  matrix: Interactions
  byItem: Interactions
  personScale: Float32Array
  itemScale: Float32Array
  /** Where to write: rows of `stride` floats. */
  data: Float32Array
  stride: number
  /** The block of rows to be taken next. */
  next: Int32Array
}

/** Rows that a thread takes at once. */
const ROWS = 32

/**
 * Rows of the lower triangle of XᵀX, where x_ui = weight_ui · personScale_u · itemScale_i, for as
 * long as there are any left. One row is summed at a time, in double precision: it stays in the
 * cache, and the order of the sum does not depend on the threads.
 */
export function gramRows({ matrix, byItem, personScale, itemScale, data, stride, next }: GramJob) {
  const { offsets, items, weights } = matrix
  const { offsets: starts, items: people, weights: own } = byItem
  const { itemCount } = matrix
  const sums = new Float64Array(itemCount)
  for (;;) {
    const last = itemCount - ROWS * Atomics.add(next, 0, 1)
    if (last <= 0) return
    for (let i = Math.max(0, last - ROWS); i < last; i++) {
      sums.fill(0, 0, i + 1)
      const end = starts[i + 1] ?? 0
      for (let at = starts[i] ?? 0; at < end; at++) {
        const person = people[at] ?? 0
        const scale = personScale[person] ?? 0
        const factor = (own[at] ?? 0) * scale * scale
        // Ends at the item itself, which is in its own people's histories.
        let k = offsets[person] ?? 0
        for (let j = items[k] ?? i; j <= i && k < items.length; j = items[k] ?? i + 1) {
          sums[j] = (sums[j] ?? 0) + factor * (weights[k] ?? 0)
          k++
          if (j === i) break
        }
      }
      const scale = itemScale[i] ?? 0
      const row = i * stride
      for (let j = 0; j <= i; j++) data[row + j] = (sums[j] ?? 0) * scale * (itemScale[j] ?? 0)
    }
  }
}
