import type { FeatureTable } from '../feature-table.ts'

/**
 * A decision tree as columns of numbers, node 0 being the root: an inner node sends `x ≤ threshold`
 * to `left` (a missing x there too if `missingLeft`), a leaf has feature -1 and adds its `value`.
 * `cover` is how many training rows passed through.
 */
export type Tree = {
  feature: number[]
  threshold: number[]
  missingLeft: (0 | 1)[]
  left: number[]
  right: number[]
  value: number[]
  cover: number[]
}

export function emptyTree(): Tree {
  return {
    feature: [],
    threshold: [],
    missingLeft: [],
    left: [],
    right: [],
    value: [],
    cover: [],
  }
}

export function addLeaf(tree: Tree, value: number, cover: number): number {
  tree.feature.push(-1)
  tree.threshold.push(0)
  tree.missingLeft.push(0)
  tree.left.push(-1)
  tree.right.push(-1)
  tree.cover.push(cover)
  return tree.value.push(value) - 1
}

/** The child of an inner node that a row goes to. */
export function childFor(tree: Tree, node: number, table: FeatureTable, row: number): number {
  const x = table.values[row * table.names.length + (tree.feature[node] ?? 0)] ?? Number.NaN
  const goesLeft = Number.isNaN(x) ? tree.missingLeft[node] === 1 : x <= (tree.threshold[node] ?? 0)
  return (goesLeft ? tree.left[node] : tree.right[node]) ?? 0
}

export function leafValue(tree: Tree, table: FeatureTable, row: number): number {
  let node = 0
  while ((tree.feature[node] ?? -1) >= 0) node = childFor(tree, node, table, row)
  return tree.value[node] ?? 0
}
