import type { FeatureTable } from '../feature-table.ts'

/** Bin 0 is for what is missing; values use bins 1..254, so that a bin fits a byte. */
const MOST_BINS = 254

/**
 * A table as bins, column-major: `bins[column * rows + at]` for the at-th of the training rows.
 * Bin b > 0 holds the values in (cuts[b - 2], cuts[b - 1]], the last one everything above.
 */
export type Binned = { rows: number; columns: number; bins: Uint8Array; cuts: Float64Array[] }

/** Cuts lie halfway between neighbouring values, or at even quantiles if there are many. */
export function binTable(table: FeatureTable, rows: Uint32Array, mostBins = MOST_BINS): Binned {
  const columns = table.names.length
  const bins = new Uint8Array(columns * rows.length)
  const cuts: Float64Array[] = []
  const values = new Float64Array(rows.length)
  for (let column = 0; column < columns; column++) {
    for (let at = 0; at < rows.length; at++) {
      values[at] = table.values[(rows[at] ?? 0) * columns + column] ?? Number.NaN
    }
    const own = cutsOf(values, Math.min(mostBins, MOST_BINS))
    cuts.push(own)
    for (let at = 0; at < rows.length; at++) {
      bins[column * rows.length + at] = binOf(own, values[at] ?? Number.NaN)
    }
  }
  return { rows: rows.length, columns, bins, cuts }
}

function binOf(cuts: Float64Array, value: number): number {
  if (Number.isNaN(value)) return 0
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (value <= (cuts[middle] ?? 0)) high = middle
    else low = middle + 1
  }
  return low + 1
}

function cutsOf(values: Float64Array, mostBins: number): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const distinct = distinctOf(sorted)
  if (distinct.length <= mostBins) return between(distinct)
  const edges = Array.from({ length: mostBins }, (_, at) => {
    return sorted[Math.floor((at / mostBins) * sorted.length)] ?? 0
  })
  return between(distinctOf(edges))
}

function distinctOf(ascending: ArrayLike<number>): number[] {
  const distinct: number[] = []
  for (let at = 0; at < ascending.length; at++) {
    if (at === 0 || ascending[at] !== ascending[at - 1]) distinct.push(ascending[at] ?? 0)
  }
  return distinct
}

function between(ascending: number[]): Float64Array {
  return Float64Array.from({ length: Math.max(0, ascending.length - 1) }, (_, at) => {
    const low = ascending[at] ?? 0
    const high = ascending[at + 1] ?? 0
    const middle = low / 2 + high / 2
    return middle >= low && middle < high ? middle : low
  })
}
