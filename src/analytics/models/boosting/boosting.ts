import { seededRandom } from '#kernel/random.ts'
import { allRows, type FeatureTable, logit, sigmoid } from '../feature-table.ts'
import { marginLoss } from '../validation/scores.ts'
import { binTable } from './bins.ts'
import { type GrowOptions, growTree } from './grow-tree.ts'
import { leafValue, type Tree } from './tree.ts'

export type BoostingOptions = GrowOptions & {
  /** Most trees. */
  rounds: number
  /** Share of the rows that each tree sees, 0..1. */
  rowSample: number
  /** Share of the features that each tree sees, 0..1. */
  featureSample: number
  /** Trees without a better validation loss before it stops; needs `validation`. */
  patience?: number
}

/** Log-odds = base + what the trees add. */
export type BoostingModel = { base: number; trees: Tree[] }

export type BoostingRun = {
  model: BoostingModel
  /** Mean log loss on the validation rows with 0, 1, 2 … trees; empty without them. */
  validationLoss: number[]
}

/**
 * Gradient boosting for the logistic loss (Friedman, Annals of Statistics 29(5), 2001; stochastic
 * as in Computational Statistics & Data Analysis 38(4), 2002) on histograms of at most 255 bins.
 * With validation rows it stops early and keeps the trees up to the best; the same for a seed.
 */
export function trainBoosting(
  table: FeatureTable,
  labels: Uint8Array,
  rows: Uint32Array,
  options: BoostingOptions,
  seed: number,
  validation: Uint32Array = new Uint32Array(),
): BoostingRun {
  const random = seededRandom(seed)
  const binned = binTable(table, rows)
  const y = Float64Array.from(rows, (row) => labels[row] ?? 0)
  const base = logit((y.reduce((sum, one) => sum + one, 0) + 0.5) / (rows.length + 1))
  const margins = new Float64Array(rows.length).fill(base)
  const checked = new Float64Array(validation.length).fill(base)
  const gradients = { g: new Float64Array(rows.length), h: new Float64Array(rows.length) }
  const places = allRows({ rows: rows.length })
  const features = allRows({ rows: binned.columns })
  const trees: Tree[] = []
  const losses = validation.length > 0 ? [marginLoss(checked, labels, validation)] : []
  let best = 0
  for (let round = 0; round < options.rounds; round++) {
    for (let at = 0; at < rows.length; at++) {
      const p = sigmoid(margins[at] ?? 0)
      gradients.g[at] = p - (y[at] ?? 0)
      gradients.h[at] = Math.max(1e-12, p * (1 - p))
    }
    const sampled = sample(places, options.rowSample, random)
    const columns = sample(features, options.featureSample, random).slice().sort()
    const tree = growTree(binned, gradients, sampled, columns, options)
    trees.push(tree)
    addTree(tree, table, rows, margins)
    if (validation.length === 0) continue
    addTree(tree, table, validation, checked)
    losses.push(marginLoss(checked, labels, validation))
    if ((losses.at(-1) ?? 0) < (losses[best] ?? 0)) best = losses.length - 1
    if (losses.length - 1 - best >= (options.patience ?? Number.POSITIVE_INFINITY)) break
  }
  const kept = validation.length > 0 ? trees.slice(0, best) : trees
  return { model: { base, trees: kept }, validationLoss: losses }
}

/** Log-odds of each of the rows, in their order. */
export function boostingMargins(model: BoostingModel, table: FeatureTable, rows: Uint32Array) {
  const margins = new Float64Array(rows.length).fill(model.base)
  for (const tree of model.trees) addTree(tree, table, rows, margins)
  return margins
}

function addTree(tree: Tree, table: FeatureTable, rows: Uint32Array, margins: Float64Array): void {
  for (let at = 0; at < rows.length; at++) {
    margins[at] = (margins[at] ?? 0) + leafValue(tree, table, rows[at] ?? 0)
  }
}

/**
 * A share of the numbers in `all`, at least one: shuffles them to the front (Fisher and Yates),
 * from whatever order the last round left, which is as good as any.
 */
function sample(all: Uint32Array, share: number, random: () => number): Uint32Array {
  const wanted = Math.max(1, Math.round(share * all.length))
  for (let at = 0; at < wanted && wanted < all.length; at++) {
    const other = at + Math.floor(random() * (all.length - at))
    const held = all[at] ?? 0
    all[at] = all[other] ?? 0
    all[other] = held
  }
  return all.subarray(0, wanted)
}
