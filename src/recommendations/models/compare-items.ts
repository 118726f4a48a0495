import { type Interactions, transpose } from '../matrix/interactions.ts'

export const itemSimilarities = ['cosine', 'adjusted-cosine', 'pearson'] as const
export type ItemSimilarity = (typeof itemSimilarities)[number]

/** Sums over the people who had to do with both of two items, one number for each second item. */
type Sums = Record<'count' | 'ab' | 'a' | 'b' | 'aa' | 'bb', Float64Array>

/**
 * Similarities of items, one item at a time:
 * cosine: Σ r_ui r_uj / √(Σ r_ui² Σ r_uj²), where the sums of squares are over everybody;
 * adjusted cosine: the same of r_ui - mean of u, over those who rated both (Sarwar et al., 2001);
 * pearson: of r_ui - mean of i, means too over those who rated both.
 * Returns a function that writes item i's similarity to every item, 0 where fewer than
 * `minimumOverlap` people had to do with both, times n/(n + shrinkage) for n of them.
 */
export function compareItems(
  matrix: Interactions,
  kind: ItemSimilarity,
  { shrinkage, minimumOverlap }: { shrinkage: number; minimumOverlap: number },
): (item: number, similarities: Float64Array) => void {
  const values = kind === 'adjusted-cosine' ? withoutMeans(matrix) : matrix
  const byItem = transpose(values)
  const squares = squaresOf(byItem)
  const sums = emptySums(matrix.itemCount)
  return (item, similarities) => {
    addUp(values, byItem, item, sums, kind !== 'cosine')
    for (let other = 0; other < matrix.itemCount; other++) {
      const count = sums.count[other] ?? 0
      const isNear = count > 0 && count >= minimumOverlap && other !== item
      const raw = !isNear
        ? 0
        : kind === 'cosine'
          ? (sums.ab[other] ?? 0) / Math.sqrt((squares[item] ?? 0) * (squares[other] ?? 0))
          : correlation(sums, other, kind === 'pearson')
      similarities[other] = (raw * count) / (count + shrinkage)
    }
  }
}

function addUp(
  { offsets, items, weights }: Interactions,
  byItem: Interactions,
  item: number,
  { count, ab, a, b, aa, bb }: Sums,
  isCoRated: boolean,
): void {
  for (const sum of [count, ab, a, b, aa, bb]) sum.fill(0)
  const end = byItem.offsets[item + 1] ?? 0
  for (let at = byItem.offsets[item] ?? 0; at < end; at++) {
    const own = byItem.weights[at] ?? 0
    const person = byItem.items[at] ?? 0
    const to = offsets[person + 1] ?? 0
    for (let k = offsets[person] ?? 0; k < to; k++) {
      const other = items[k] ?? 0
      const value = weights[k] ?? 0
      count[other] = (count[other] ?? 0) + 1
      ab[other] = (ab[other] ?? 0) + own * value
      if (!isCoRated) continue
      a[other] = (a[other] ?? 0) + own
      b[other] = (b[other] ?? 0) + value
      aa[other] = (aa[other] ?? 0) + own * own
      bb[other] = (bb[other] ?? 0) + value * value
    }
  }
}

function correlation(sums: Sums, other: number, isCentred: boolean): number {
  const count = isCentred ? (sums.count[other] ?? 0) : Number.POSITIVE_INFINITY
  const a = sums.a[other] ?? 0
  const b = sums.b[other] ?? 0
  const squareA = (sums.aa[other] ?? 0) - (a * a) / count
  const squareB = (sums.bb[other] ?? 0) - (b * b) / count
  // Who rates all alike has no variance but for rounding.
  if (squareA < 1e-9 || squareB < 1e-9) return 0
  const product = (sums.ab[other] ?? 0) - (a * b) / count
  return Math.max(-1, Math.min(1, product / Math.sqrt(squareA * squareB)))
}

function withoutMeans(matrix: Interactions): Interactions {
  const weights = new Float32Array(matrix.weights.length)
  for (let person = 0; person < matrix.people; person++) {
    const from = matrix.offsets[person] ?? 0
    const to = matrix.offsets[person + 1] ?? 0
    let sum = 0
    for (let at = from; at < to; at++) sum += matrix.weights[at] ?? 0
    for (let at = from; at < to; at++) weights[at] = (matrix.weights[at] ?? 0) - sum / (to - from)
  }
  return { ...matrix, weights }
}

function squaresOf({ people, offsets, weights }: Interactions): Float64Array {
  const squares = new Float64Array(people)
  for (let row = 0; row < people; row++) {
    const to = offsets[row + 1] ?? 0
    for (let at = offsets[row] ?? 0; at < to; at++) {
      squares[row] = (squares[row] ?? 0) + (weights[at] ?? 0) ** 2
    }
  }
  return squares
}

function emptySums(length: number): Sums {
  const zeros = () => new Float64Array(length)
  return { count: zeros(), ab: zeros(), a: zeros(), b: zeros(), aa: zeros(), bb: zeros() }
}
