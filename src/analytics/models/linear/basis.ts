import type { FeatureTable } from '../feature-table.ts'

/**
 * How each feature enters a linear model: standardised, and bent at knots. Term t of a feature x is
 * max(0, x - knot[t]) (null: x itself), less its mean, over its deviation, so that a feature
 * may rise and then level off and its terms still add up to one exact contribution.
 */
export type Basis = {
  column: number[]
  knot: (number | null)[]
  mean: number[]
  deviation: number[]
}

/** Fewer distinct values than this are steps or flags, which need no bend. */
const VALUES_TO_BEND = 12

/** Knots stand at even quantiles of the rows; a term that never varies is left out. */
export function makeBasis(table: FeatureTable, rows: Uint32Array, knots: number): Basis {
  const basis: Basis = { column: [], knot: [], mean: [], deviation: [] }
  for (let column = 0; column < table.names.length; column++) {
    const values = presentValues(table, rows, column)
    for (const knot of [null, ...knotsOf(values, knots)]) {
      const { mean, deviation } = momentsOf(values, knot)
      if (deviation < 1e-9) continue
      basis.column.push(column)
      basis.knot.push(knot)
      basis.mean.push(mean)
      basis.deviation.push(deviation)
    }
  }
  return basis
}

/** Terms of one row into `out`; a missing value counts as the mean of its terms, that is 0. */
export function writeTerms(basis: Basis, table: FeatureTable, row: number, out: Float64Array) {
  const from = row * table.names.length
  for (let term = 0; term < basis.column.length; term++) {
    const x = table.values[from + (basis.column[term] ?? 0)] ?? Number.NaN
    const bent = bend(x, basis.knot[term] ?? null)
    out[term] = Number.isNaN(x)
      ? 0
      : (bent - (basis.mean[term] ?? 0)) / (basis.deviation[term] ?? 1)
  }
}

function presentValues(table: FeatureTable, rows: Uint32Array, column: number): Float64Array {
  const values = new Float64Array(rows.length)
  let count = 0
  for (const row of rows) {
    const x = table.values[row * table.names.length + column] ?? Number.NaN
    if (!Number.isNaN(x)) values[count++] = x
  }
  return values.subarray(0, count).sort()
}

function knotsOf(sorted: Float64Array, knots: number): number[] {
  let distinct = 1
  for (let at = 1; at < sorted.length && distinct < VALUES_TO_BEND; at++) {
    if (sorted[at] !== sorted[at - 1]) distinct++
  }
  if (distinct < VALUES_TO_BEND) return []
  const found = Array.from({ length: knots }, (_, at) => {
    return sorted[Math.floor(((at + 1) / (knots + 1)) * sorted.length)] ?? 0
  })
  return [...new Set(found)].filter((knot) => knot > (sorted[0] ?? 0))
}

function momentsOf(values: Float64Array, knot: number | null): { mean: number; deviation: number } {
  let sum = 0
  for (const x of values) sum += bend(x, knot)
  const mean = sum / Math.max(1, values.length)
  let squares = 0
  for (const x of values) squares += (bend(x, knot) - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length)) }
}

function bend(x: number, knot: number | null): number {
  return knot === null ? x : Math.max(0, x - knot)
}
