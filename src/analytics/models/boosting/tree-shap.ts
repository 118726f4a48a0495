import type { Contributions, FeatureTable } from '../feature-table.ts'
import type { BoostingModel } from './boosting.ts'
import { childFor, type Tree } from './tree.ts'

/**
 * What each feature adds to the log-odds of boosted trees, as Shapley values where an unknown
 * feature goes both ways in proportion to the training rows: TreeSHAP in O(leaves·depth²)
 * (Lundberg, Erion, Lee, "Consistent individualized feature attribution for tree ensembles", 2018,
 * algorithm 2). Base and shares add up to the margin.
 */
export function treeShap(model: BoostingModel, table: FeatureTable, row: number): Contributions {
  const shares = new Float64Array(table.names.length)
  let base = model.base
  for (const tree of model.trees) {
    base += expectedValue(tree)
    const walk: Walk = { tree, table, row, shares }
    descend(walk, 0, [], { zero: 1, one: 1, feature: -1 })
  }
  return { base, shares }
}

/** The mean of a tree over its training rows. */
export function expectedValue(tree: Tree): number {
  const total = tree.cover[0] ?? 1
  let sum = 0
  for (let node = 0; node < tree.feature.length; node++) {
    if ((tree.feature[node] ?? -1) < 0) sum += (tree.value[node] ?? 0) * (tree.cover[node] ?? 0)
  }
  return sum / total
}

/**
 * One feature met on the way: `zero` the share of rows that come along when it is unknown, `one` 1
 * if this row does when it is known; `weight` the permutations with as many features known.
 */
type Step = { feature: number; zero: number; one: number; weight: number }
type Taken = Omit<Step, 'weight'>
type Walk = { tree: Tree; table: FeatureTable; row: number; shares: Float64Array }

function descend(walk: Walk, node: number, before: readonly Step[], taken: Taken): void {
  const { tree, table, row, shares } = walk
  const path = extended(before, taken)
  const feature = tree.feature[node] ?? -1
  if (feature < 0) {
    for (let at = 1; at < path.length; at++) {
      const step = path[at]
      if (!step) continue
      const weight = unwoundSum(path, at)
      const share = weight * (step.one - step.zero) * (tree.value[node] ?? 0)
      shares[step.feature] = (shares[step.feature] ?? 0) + share
    }
    return
  }
  const hot = childFor(tree, node, table, row)
  const cold = (hot === tree.left[node] ? tree.right[node] : tree.left[node]) ?? 0
  const met = path.findIndex((step, at) => at > 0 && step.feature === feature)
  const known = path[met]
  const zero = known?.zero ?? 1
  const one = known?.one ?? 1
  const rest = known ? unwound(path, met) : path
  const cover = tree.cover[node] ?? 1
  const share = (child: number) => (zero * (tree.cover[child] ?? 0)) / cover
  descend(walk, hot, rest, { feature, zero: share(hot), one })
  descend(walk, cold, rest, { feature, zero: share(cold), one: 0 })
}

function extended(before: readonly Step[], taken: Taken): Step[] {
  const depth = before.length
  const path = before.map((step) => ({ ...step }))
  path.push({ ...taken, weight: depth === 0 ? 1 : 0 })
  for (let at = depth - 1; at >= 0; at--) {
    const step = path[at]
    const next = path[at + 1]
    if (!step || !next) continue
    next.weight += (taken.one * step.weight * (at + 1)) / (depth + 1)
    step.weight = (taken.zero * step.weight * (depth - at)) / (depth + 1)
  }
  return path
}

function unwound(path: readonly Step[], out: number): Step[] {
  const weights = unwoundWeights(path, out)
  return path
    .filter((_, at) => at !== out)
    .map((step, at) => ({ ...step, weight: weights[at] ?? 0 }))
}

function unwoundSum(path: readonly Step[], out: number): number {
  return unwoundWeights(path, out).reduce((sum, weight) => sum + weight, 0)
}

/** The weights as they were before step `out` was taken. */
function unwoundWeights(path: readonly Step[], out: number): number[] {
  const depth = path.length - 1
  const { zero = 1, one = 1 } = path[out] ?? {}
  const weights = path.slice(0, depth).map((step) => step.weight)
  let next = path[depth]?.weight ?? 0
  for (let at = depth - 1; at >= 0; at--) {
    const weight = path[at]?.weight ?? 0
    if (one !== 0) {
      weights[at] = (next * (depth + 1)) / ((at + 1) * one)
      next = weight - ((weights[at] ?? 0) * zero * (depth - at)) / (depth + 1)
    } else weights[at] = (weight * (depth + 1)) / (zero * (depth - at))
  }
  return weights
}
