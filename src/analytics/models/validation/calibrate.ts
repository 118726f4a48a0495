import { sigmoid } from '../feature-table.ts'
import { solveCholesky } from '../linear/cholesky.ts'
import { stratifiedFolds } from './folds.ts'
import { logLoss } from './scores.ts'

/** p = σ(offset + Σ weights·margins). */
export type Platt = { offset: number; weights: number[] }

/** A rising staircase, straight between the middles of its steps. */
export type Isotonic = { at: number[]; probability: number[] }

/** What turns margins of one or more classifiers into a probability. */
export type Calibration = { platt: Platt; isotonic: Isotonic | null }

/** Ridge on the deviation of weights from their mean, so that twin classifiers share evenly. */
const TWIN_PENALTY = 1

/**
 * Platt scaling ("Probabilistic outputs for SVMs", 1999, with its smoothed targets) of several
 * classifiers at once, which is stacking (Wolpert, Neural Networks 5, 1992). The margins must come
 * from models that did not see the labels of these rows.
 */
export function fitPlatt(margins: readonly Float64Array[], labels: Uint8Array): Platt {
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (labels.length - positives + 2)
  const targets = Float64Array.from(labels, (label) => (label === 1 ? high : low))
  let weights = new Float64Array(margins.length + 1).fill(1 / margins.length)
  weights[0] = 0
  let loss = plattLoss(margins, targets, weights)
  for (let step = 0; step < 100; step++) {
    const change = plattStep(margins, targets, weights)
    let size = 1
    let next = moved(weights, change, size)
    while (plattLoss(margins, targets, next) > loss && size > 1e-6) {
      size /= 2
      next = moved(weights, change, size)
    }
    const nextLoss = plattLoss(margins, targets, next)
    if (nextLoss >= loss) break
    const gain = loss - nextLoss
    weights = next
    loss = nextLoss
    if (gain < 1e-10 * (1 + loss)) break
  }
  return { offset: weights[0] ?? 0, weights: [...weights.subarray(1)] }
}

export function plattMargin({ offset, weights }: Platt, margins: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * (margins[at] ?? 0), offset)
}

/**
 * Isotonic regression by pooling adjacent violators (Ayer et al., 1955; Zadrozny & Elkan, KDD
 * 2002); ends are drawn in by half an observation, since nothing is certain.
 */
export function fitIsotonic(scores: Float64Array, labels: Uint8Array): Isotonic {
  const order = Uint32Array.from(scores, (_, at) => at)
  order.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0) || a - b)
  const blocks: { weight: number; sum: number; place: number }[] = []
  for (const at of order) {
    let block = { weight: 1, sum: labels[at] ?? 0, place: scores[at] ?? 0 }
    for (let last = blocks.at(-1); last && last.sum * block.weight >= block.sum * last.weight; ) {
      blocks.pop()
      block = {
        weight: last.weight + block.weight,
        sum: last.sum + block.sum,
        place: last.place + block.place,
      }
      last = blocks.at(-1)
    }
    blocks.push(block)
  }
  const edge = 0.5 / Math.max(1, labels.length)
  return {
    at: blocks.map(({ place, weight }) => place / weight),
    probability: blocks.map(({ sum, weight }) => {
      return Math.min(1 - edge, Math.max(edge, sum / weight))
    }),
  }
}

export function isotonicProbability({ at, probability }: Isotonic, score: number): number {
  let low = 0
  let high = at.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((at[middle] ?? 0) <= score) low = middle + 1
    else high = middle
  }
  const right = probability[Math.min(low, at.length - 1)] ?? 0.5
  if (low === 0 || low === at.length) return right
  const left = probability[low - 1] ?? 0
  const from = at[low - 1] ?? 0
  return left + ((right - left) * (score - from)) / ((at[low] ?? 0) - from)
}

export function calibrated(calibration: Calibration, margins: readonly number[]): number {
  const margin = plattMargin(calibration.platt, margins)
  const { isotonic } = calibration
  return isotonic ? isotonicProbability(isotonic, margin) : sigmoid(margin)
}

/** Platt alone, or isotonic upon it if that is better on rows that neither was fitted on. */
export function fitCalibration(
  margins: readonly Float64Array[],
  labels: Uint8Array,
  seed: number,
): Calibration {
  const rows = Uint32Array.from(labels, (_, at) => at)
  const straight = new Float64Array(rows.length)
  const bent = new Float64Array(rows.length)
  for (const { train, test } of stratifiedFolds(labels, rows, 5, seed)) {
    const own = fitOn(margins, labels, train)
    for (const row of test) {
      const margin = plattMargin(
        own.platt,
        margins.map((one) => one[row] ?? 0),
      )
      straight[row] = sigmoid(margin)
      bent[row] = isotonicProbability(own.isotonic, margin)
    }
  }
  const { platt, isotonic } = fitOn(margins, labels, rows)
  const isBentBetter = logLoss(bent, labels) < logLoss(straight, labels)
  return { platt, isotonic: isBentBetter ? isotonic : null }
}

function fitOn(margins: readonly Float64Array[], labels: Uint8Array, rows: Uint32Array) {
  const own = Uint8Array.from(rows, (row) => labels[row] ?? 0)
  const parts = margins.map((one) => Float64Array.from(rows, (row) => one[row] ?? 0))
  const platt = fitPlatt(parts, own)
  const combined = Float64Array.from(rows, (_, at) => {
    return plattMargin(
      platt,
      parts.map((one) => one[at] ?? 0),
    )
  })
  return { platt, isotonic: fitIsotonic(combined, own) }
}

function moved(weights: Float64Array, change: Float64Array, size: number) {
  return Float64Array.from(weights, (weight, at) => weight + size * (change[at] ?? 0))
}

function plattLoss(margins: readonly Float64Array[], targets: Float64Array, weights: Float64Array) {
  const own = weights.subarray(1)
  const mean = own.reduce((sum, weight) => sum + weight, 0) / own.length
  let loss = own.reduce((sum, weight) => sum + 0.5 * TWIN_PENALTY * (weight - mean) ** 2, 0)
  for (let row = 0; row < targets.length; row++) {
    let m = weights[0] ?? 0
    for (let at = 1; at < weights.length; at++)
      m += (weights[at] ?? 0) * (margins[at - 1]?.[row] ?? 0)
    loss += Math.max(0, m) + Math.log1p(Math.exp(-Math.abs(m))) - (targets[row] ?? 0) * m
  }
  return loss
}

function plattStep(
  margins: readonly Float64Array[],
  targets: Float64Array,
  weights: Float64Array,
): Float64Array {
  const size = weights.length
  const hessian = new Float64Array(size * size)
  const gradient = new Float64Array(size)
  const x = new Float64Array(size).fill(1)
  for (let row = 0; row < targets.length; row++) {
    let margin = weights[0] ?? 0
    for (let at = 1; at < size; at++) {
      x[at] = margins[at - 1]?.[row] ?? 0
      margin += (weights[at] ?? 0) * (x[at] ?? 0)
    }
    const p = sigmoid(margin)
    const residual = (targets[row] ?? 0) - p
    const curvature = Math.max(1e-9, p * (1 - p))
    for (let a = 0; a < size; a++) {
      gradient[a] = (gradient[a] ?? 0) + residual * (x[a] ?? 0)
      for (let b = 0; b <= a; b++) {
        hessian[a * size + b] = (hessian[a * size + b] ?? 0) + curvature * (x[a] ?? 0) * (x[b] ?? 0)
      }
    }
  }
  penaliseTwins(hessian, gradient, weights)
  return solveCholesky(hessian, gradient, size) ? gradient : new Float64Array(size)
}

function penaliseTwins(hessian: Float64Array, gradient: Float64Array, weights: Float64Array) {
  const size = weights.length
  const mean = weights.subarray(1).reduce((sum, weight) => sum + weight, 0) / (size - 1)
  for (let a = 0; a < size; a++) {
    hessian[a * size + a] = (hessian[a * size + a] ?? 0) + 1e-6
    if (a === 0) continue
    gradient[a] = (gradient[a] ?? 0) - TWIN_PENALTY * ((weights[a] ?? 0) - mean)
    for (let b = 1; b <= a; b++) {
      const share = (a === b ? 1 : 0) - 1 / (size - 1)
      hessian[a * size + b] = (hessian[a * size + b] ?? 0) + TWIN_PENALTY * share
    }
  }
}
