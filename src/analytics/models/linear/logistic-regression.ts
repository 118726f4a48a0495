import { type Contributions, type FeatureTable, sigmoid } from '../feature-table.ts'
import { type Basis, makeBasis, writeTerms } from './basis.ts'
import { solveCholesky } from './cholesky.ts'

export type LogisticOptions = {
  /** Ridge penalty ½·l2·|w|² on standardised weights; the intercept is free. */
  l2: number
  /** Bends of every continuous feature; 0 for straight lines. */
  knots: number
  maxSteps?: number
}

/** Plain numbers: `weights` of the basis' terms, `intercept` in log-odds. */
export type LogisticModel = { basis: Basis; weights: number[]; intercept: number; steps: number }

/**
 * Logistic regression by iteratively reweighted least squares, that is Newton's method: (XᵀWX + λI)
 * Δ = Xᵀ(y - p) - λw with W = p(1 - p) (Hastie, Tibshirani, Friedman, "Elements of Statistical
 * Learning", 4.4.1), each step solved by Cholesky and halved while the penalised loss would rise.
 */
export function trainLogistic(
  table: FeatureTable,
  labels: Uint8Array,
  rows: Uint32Array,
  options: LogisticOptions,
): LogisticModel {
  const basis = makeBasis(table, rows, options.knots)
  const width = basis.column.length + 1
  const design = designOf(basis, table, rows, width)
  const y = Float64Array.from(rows, (row) => labels[row] ?? 0)
  let weights = new Float64Array(width)
  let loss = penalisedLoss(design, y, weights, options.l2)
  let steps = 0
  while (steps < (options.maxSteps ?? 30)) {
    const step = newtonStep(design, y, weights, options.l2)
    if (!step) break
    steps++
    let size = 1
    let next = moved(weights, step, size)
    let nextLoss = penalisedLoss(design, y, next, options.l2)
    while (nextLoss > loss && size > 1e-4) {
      size /= 2
      next = moved(weights, step, size)
      nextLoss = penalisedLoss(design, y, next, options.l2)
    }
    if (nextLoss > loss) break
    const gain = loss - nextLoss
    weights = next
    loss = nextLoss
    if (gain < 1e-7 * (1 + loss)) break
  }
  const [intercept = 0, ...rest] = weights
  return { basis, weights: rest, intercept, steps }
}

/** Log-odds of each of the rows, in their order. */
export function logisticMargins(model: LogisticModel, table: FeatureTable, rows: Uint32Array) {
  const terms = new Float64Array(model.weights.length)
  return Float64Array.from(rows, (row) => {
    writeTerms(model.basis, table, row, terms)
    let margin = model.intercept
    for (let t = 0; t < terms.length; t++) margin += (model.weights[t] ?? 0) * (terms[t] ?? 0)
    return margin
  })
}

/** What each feature adds to the log-odds, against the average row; adds up exactly. */
export function logisticReasons(model: LogisticModel, table: FeatureTable, row: number) {
  const terms = new Float64Array(model.weights.length)
  writeTerms(model.basis, table, row, terms)
  const shares = new Float64Array(table.names.length)
  for (let t = 0; t < terms.length; t++) {
    const column = model.basis.column[t] ?? 0
    shares[column] = (shares[column] ?? 0) + (model.weights[t] ?? 0) * (terms[t] ?? 0)
  }
  return { base: model.intercept, shares } satisfies Contributions
}

type Design = { values: Float64Array; width: number; rows: number }

function designOf(basis: Basis, table: FeatureTable, rows: Uint32Array, width: number): Design {
  const values = new Float64Array(rows.length * width)
  rows.forEach((row, at) => {
    values[at * width] = 1
    writeTerms(basis, table, row, values.subarray(at * width + 1, (at + 1) * width))
  })
  return { values, width, rows: rows.length }
}

function marginAt({ values, width }: Design, weights: Float64Array, row: number): number {
  let margin = 0
  for (let at = 0; at < width; at++) margin += (values[row * width + at] ?? 0) * (weights[at] ?? 0)
  return margin
}

/** Σ log(1 + e^m) - y·m + ½ l2 |w|². */
function penalisedLoss(design: Design, y: Float64Array, weights: Float64Array, l2: number): number {
  let loss = 0
  for (let row = 0; row < design.rows; row++) {
    const m = marginAt(design, weights, row)
    loss += Math.max(0, m) + Math.log1p(Math.exp(-Math.abs(m))) - (y[row] ?? 0) * m
  }
  for (let at = 1; at < design.width; at++) loss += 0.5 * l2 * (weights[at] ?? 0) ** 2
  return loss
}

function newtonStep(design: Design, y: Float64Array, weights: Float64Array, l2: number) {
  const { values, width } = design
  const hessian = new Float64Array(width * width)
  const gradient = new Float64Array(width)
  for (let row = 0; row < design.rows; row++) {
    const p = sigmoid(marginAt(design, weights, row))
    const residual = (y[row] ?? 0) - p
    const curvature = Math.max(1e-9, p * (1 - p))
    const from = row * width
    for (let a = 0; a < width; a++) {
      const x = values[from + a] ?? 0
      if (x === 0) continue
      gradient[a] = (gradient[a] ?? 0) + x * residual
      const scaled = x * curvature
      for (let b = 0; b <= a; b++) {
        hessian[a * width + b] = (hessian[a * width + b] ?? 0) + scaled * (values[from + b] ?? 0)
      }
    }
  }
  for (let at = 0; at < width; at++) {
    const penalty = at === 0 ? 1e-9 : l2
    hessian[at * width + at] = (hessian[at * width + at] ?? 0) + penalty
    gradient[at] = (gradient[at] ?? 0) - (at === 0 ? 0 : l2 * (weights[at] ?? 0))
  }
  return solveCholesky(hessian, gradient, width) ? gradient : null
}

function moved(weights: Float64Array, step: Float64Array, size: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(weights, (weight, at) => weight + size * (step[at] ?? 0))
}
