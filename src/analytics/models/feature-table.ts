/**
 * Examples by features, row-major: `values[row * names.length + column]`; a value is finite, or NaN
 * if it is missing. Models take the rows to use beside it, so that folds are lists of numbers and
 * never copies.
 */
export type FeatureTable = { names: readonly string[]; rows: number; values: Float64Array }

/** What each feature added to a log-odds, in the order of the table's names. */
export type Contributions = { base: number; shares: Float64Array }

export function tableOf(names: readonly string[], rows: readonly (readonly number[])[]) {
  const values = new Float64Array(rows.length * names.length)
  rows.forEach((row, at) => {
    if (row.length !== names.length) throw new RangeError(`row ${at} has ${row.length} values`)
    values.set(row, at * names.length)
  })
  return { names, rows: rows.length, values } satisfies FeatureTable
}

export function allRows({ rows }: Pick<FeatureTable, 'rows'>): Uint32Array {
  const all = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) all[row] = row
  return all
}

/** The logistic function; exact at both ends, where exp would overflow. */
export function sigmoid(margin: number): number {
  return margin >= 0 ? 1 / (1 + Math.exp(-margin)) : Math.exp(margin) / (1 + Math.exp(margin))
}

/** The log-odds of a probability, kept finite. */
export function logit(probability: number): number {
  const p = Math.min(1 - 1e-12, Math.max(1e-12, probability))
  return Math.log(p / (1 - p))
}
