import { seededRandom } from '#kernel/random.ts'
import { type Interactions, transpose } from '../matrix/interactions.ts'
import { eigenSymmetric } from './eigen-symmetric.ts'

export type Svd = {
  /** Row-major rows × rank, columns of length 1. */
  left: Float32Array
  /** Singular values, largest first; `rank` may be below what was asked for. */
  values: Float32Array
  rank: number
}

const OVERSAMPLING = 8
const ITERATIONS = 4

/**
 * The largest singular values and left vectors of a sparse matrix by randomized subspace
 * iteration (N. Halko, P. Martinsson, J. Tropp, “Finding structure with randomness”, 2011,
 * algorithms 4.4 and 5.1). Signs are fixed: the largest entry of each vector is positive.
 */
export function truncatedSvd(matrix: Interactions, rank: number, seed: number): Svd {
  const turned = transpose(matrix)
  const width = Math.min(rank + OVERSAMPLING, matrix.people, matrix.itemCount)
  const random = seededRandom(seed)
  const start = Float64Array.from({ length: matrix.itemCount * width }, () => random() - 0.5)
  let basis = orthonormal(times(matrix, start, width), width)
  for (let round = 0; round < ITERATIONS; round++) {
    const across = orthonormal(times(turned, basis, width), width)
    basis = orthonormal(times(matrix, across, width), width)
  }
  const projected = times(turned, basis, width)
  const { values, vectors } = eigenSymmetric(gram(projected, width), width)
  const kept = Math.min(rank, width)
  return {
    left: rotated(basis, vectors, width, kept),
    values: Float32Array.from(values.subarray(0, kept), (value) => Math.sqrt(Math.max(0, value))),
    rank: kept,
  }
}

/** Sparse × dense, the dense one row-major with `width` columns. */
function times(
  { people, offsets, items, weights }: Interactions,
  dense: Float64Array,
  width: number,
): Float64Array {
  const product = new Float64Array(people * width)
  for (let row = 0; row < people; row++) {
    const to = offsets[row + 1] ?? 0
    for (let at = offsets[row] ?? 0; at < to; at++) {
      const from = (items[at] ?? 0) * width
      const weight = weights[at] ?? 0
      for (let k = 0; k < width; k++) {
        product[row * width + k] = (product[row * width + k] ?? 0) + weight * (dense[from + k] ?? 0)
      }
    }
  }
  return product
}

/** Columns made orthonormal, in place, by modified Gram–Schmidt done twice; null ones become 0. */
function orthonormal(dense: Float64Array, width: number): Float64Array {
  for (let column = 0; column < width; column++) {
    const before = Math.sqrt(dot(dense, column, column, width))
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < column; other++) {
        const share = dot(dense, column, other, width)
        for (let at = 0; at < dense.length; at += width) {
          dense[at + column] = (dense[at + column] ?? 0) - share * (dense[at + other] ?? 0)
        }
      }
    }
    const length = Math.sqrt(dot(dense, column, column, width))
    const scale = length > 1e-10 * before ? 1 / length : 0
    for (let at = column; at < dense.length; at += width) dense[at] = (dense[at] ?? 0) * scale
  }
  return dense
}

function dot(dense: Float64Array, a: number, b: number, width: number): number {
  let sum = 0
  for (let at = 0; at < dense.length; at += width)
    sum += (dense[at + a] ?? 0) * (dense[at + b] ?? 0)
  return sum
}

function gram(dense: Float64Array, width: number): Float64Array {
  const product = new Float64Array(width * width)
  for (let a = 0; a < width; a++) {
    for (let b = 0; b <= a; b++) {
      product[a * width + b] = dot(dense, a, b, width)
      product[b * width + a] = product[a * width + b] ?? 0
    }
  }
  return product
}

function rotated(
  basis: Float64Array,
  vectors: Float64Array,
  width: number,
  kept: number,
): Float32Array {
  const rows = width === 0 ? 0 : basis.length / width
  const left = new Float32Array(rows * kept)
  for (let column = 0; column < kept; column++) {
    let largest = 0
    for (let row = 0; row < rows; row++) {
      let sum = 0
      for (let k = 0; k < width; k++) {
        sum += (basis[row * width + k] ?? 0) * (vectors[k * width + column] ?? 0)
      }
      left[row * kept + column] = sum
      if (Math.abs(sum) > Math.abs(largest)) largest = sum
    }
    if (largest >= 0) continue
    for (let at = column; at < left.length; at += kept) left[at] = -(left[at] ?? 0)
  }
  return left
}
