import type { Binned } from './bins.ts'
import { addLeaf, emptyTree, type Tree } from './tree.ts'

export type GrowOptions = {
  maxLeaves: number
  maxDepth: number
  /** L2 penalty on leaf values. */
  l2: number
  /** Least Σp(1 - p) of a leaf. */
  minChildWeight: number
  /** Least gain of a split. */
  minGain: number
  shrinkage: number
}

/** What one tree is grown from: first and second derivatives of the loss, by training row. */
export type Gradients = { g: Float64Array; h: Float64Array }

type Split = { gain: number; column: number; bin: number; missingLeft: 0 | 1 }
type Node = {
  at: number
  from: number
  to: number
  depth: number
  g: number
  h: number
  histogram: Float64Array
  split: Split
}
/**
 * One tree, the leaf with the greatest gain being split first (LightGBM, Ke et al., NIPS 2017) and
 * gain = ½[G_L²/(H_L+λ) + G_R²/(H_R+λ) - G²/(H+λ)], leaf = -η·G/(H+λ), missing values sent where
 * they gain more (XGBoost, Chen & Guestrin, KDD 2016, eq. 5–7 and algorithm 3). A child's histogram
 * is counted for the smaller one and subtracted for the other. `order` is reordered.
 */
export function growTree(
  binned: Binned,
  { g, h }: Gradients,
  order: Uint32Array,
  columns: Uint32Array,
  options: GrowOptions,
): Tree {
  const tree = emptyTree()
  const grower = {
    binned,
    g,
    h,
    order,
    columns,
    offsets: offsetsOf(binned, columns),
    options,
    tree,
  }
  const open = [rootOf(grower)]
  let leaves = 1
  while (leaves < options.maxLeaves) {
    let best = 0
    for (let at = 1; at < open.length; at++) {
      if ((open[at]?.split.gain ?? 0) > (open[best]?.split.gain ?? 0)) best = at
    }
    const [node] = open.splice(best, 1)
    if (!node || node.split.gain <= options.minGain) break
    open.push(...splitNode(grower, node))
    leaves++
  }
  return tree
}

type Grower = Gradients & {
  binned: Binned
  order: Uint32Array
  columns: Uint32Array
  /** Where the histogram of each column begins: Σg and Σh of every bin; the last is the length. */
  offsets: Uint32Array
  options: GrowOptions
  tree: Tree
}

function offsetsOf(binned: Binned, columns: Uint32Array): Uint32Array {
  const offsets = new Uint32Array(columns.length + 1)
  columns.forEach((column, place) => {
    const bins = (binned.cuts[column]?.length ?? 0) + 2
    offsets[place + 1] = (offsets[place] ?? 0) + 2 * bins
  })
  return offsets
}

function rootOf(grower: Grower): Node {
  const { order, offsets } = grower
  const histogram = new Float64Array(offsets.at(-1) ?? 0)
  countHistogram(grower, 0, order.length, histogram)
  return makeNode(grower, { from: 0, to: order.length, depth: 0, histogram })
}

function makeNode(grower: Grower, part: Pick<Node, 'from' | 'to' | 'depth' | 'histogram'>): Node {
  let g = 0
  let h = 0
  for (let bin = 0; bin < (grower.offsets[1] ?? 0); bin += 2) {
    g += part.histogram[bin] ?? 0
    h += part.histogram[bin + 1] ?? 0
  }
  const { options, tree } = grower
  const at = addLeaf(tree, (-options.shrinkage * g) / (h + options.l2), part.to - part.from)
  const isDeepest = part.depth >= options.maxDepth
  const none: Split = { gain: 0, column: -1, bin: 0, missingLeft: 0 }
  return { ...part, at, g, h, split: isDeepest ? none : bestSplit(grower, part.histogram, g, h) }
}

function countHistogram(grower: Grower, from: number, to: number, out: Float64Array): void {
  const { binned, columns, offsets } = grower
  for (let place = 0; place < columns.length; place++) {
    const own = out.subarray(offsets[place] ?? 0, offsets[place + 1] ?? 0)
    const start = (columns[place] ?? 0) * binned.rows
    countColumn(grower, binned.bins.subarray(start, start + binned.rows), own, from, to)
  }
}

function countColumn(
  { order, g, h }: Grower,
  bins: Uint8Array,
  out: Float64Array,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at++) {
    const row = order[at] ?? 0
    const bin = 2 * (bins[row] ?? 0)
    out[bin] = (out[bin] ?? 0) + (g[row] ?? 0)
    out[bin + 1] = (out[bin + 1] ?? 0) + (h[row] ?? 0)
  }
}

function bestSplit(grower: Grower, histogram: Float64Array, g: number, h: number): Split {
  const { binned, columns, offsets, options } = grower
  const { l2, minChildWeight } = options
  const whole = (g * g) / (h + l2)
  const best: Split = { gain: 0, column: -1, bin: 0, missingLeft: 0 }
  for (let place = 0; place < columns.length; place++) {
    const base = offsets[place] ?? 0
    const column = columns[place] ?? 0
    const bins = (binned.cuts[column]?.length ?? 0) + 1
    const missingG = histogram[base] ?? 0
    const missingH = histogram[base + 1] ?? 0
    const ways = missingH > 0 ? 2 : 1
    for (let way = 0; way < ways; way++) {
      let leftG = way === 0 ? 0 : missingG
      let leftH = way === 0 ? 0 : missingH
      for (let bin = 1; bin < bins; bin++) {
        leftG += histogram[base + 2 * bin] ?? 0
        leftH += histogram[base + 2 * bin + 1] ?? 0
        if (leftH < minChildWeight) continue
        if (h - leftH < minChildWeight) break
        const rightG = g - leftG
        const gain =
          0.5 * ((leftG * leftG) / (leftH + l2) + (rightG * rightG) / (h - leftH + l2) - whole)
        if (gain <= best.gain) continue
        best.gain = gain
        best.column = place
        best.bin = bin
        best.missingLeft = way === 0 ? 0 : 1
      }
    }
  }
  return best
}

function splitNode(grower: Grower, node: Node): Node[] {
  const { binned, columns, tree } = grower
  const { split } = node
  const column = columns[split.column] ?? 0
  const middle = partition(grower, node, column)
  const isLeftSmaller = middle - node.from <= node.to - middle
  const small = new Float64Array(node.histogram.length)
  if (isLeftSmaller) countHistogram(grower, node.from, middle, small)
  else countHistogram(grower, middle, node.to, small)
  const large = node.histogram
  for (let at = 0; at < large.length; at++) large[at] = (large[at] ?? 0) - (small[at] ?? 0)
  const depth = node.depth + 1
  const left = isLeftSmaller ? small : large
  const right = isLeftSmaller ? large : small
  const children = [
    makeNode(grower, { from: node.from, to: middle, depth, histogram: left }),
    makeNode(grower, { from: middle, to: node.to, depth, histogram: right }),
  ]
  tree.feature[node.at] = column
  tree.threshold[node.at] = binned.cuts[column]?.[split.bin - 1] ?? 0
  tree.missingLeft[node.at] = split.missingLeft
  tree.left[node.at] = children[0]?.at ?? -1
  tree.right[node.at] = children[1]?.at ?? -1
  return children
}

/** Brings the rows that go left to the front of the node's part; gives where the rest begins. */
function partition({ binned, order }: Grower, { from, to, split }: Node, column: number): number {
  const start = column * binned.rows
  let low = from
  let high = to
  while (low < high) {
    const row = order[low] ?? 0
    const bin = binned.bins[start + row] ?? 0
    const goesLeft = bin === 0 ? split.missingLeft === 1 : bin <= split.bin
    if (goesLeft) low++
    else {
      high--
      order[low] = order[high] ?? 0
      order[high] = row
    }
  }
  return low
}
