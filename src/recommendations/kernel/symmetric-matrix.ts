/** Rows that are swept at once; as many columns of a panel stay in the first cache. */
export const BLOCK = 128
/** Whole numbers with which threads meet, at the head of the memory. */
const CONTROL_BYTES = 256
/** What 32-bit offsets reach, less a page. */
const MOST_BYTES = 2 ** 32 - 65536

/**
 * A symmetric matrix of n × n floats in rows of `stride`, in a memory that threads and WebAssembly
 * share, with the room that its inversion needs. It takes 4·stride² bytes and 1 kB a row.
 */
export type SymmetricMatrix = {
  n: number
  stride: number
  memory: WebAssembly.Memory
  /** stride × stride floats; beyond n the diagonal is 1 and the rest 0. */
  data: Float32Array
}

/** Where everything lies in the memory of a matrix, in bytes. */
export type Layout = {
  diagonal: number
  square: number
  block: number
  panel: number
  scaled: number
  matrix: number
  end: number
}

/** A matrix of zeros. Refuses more items than 32-bit offsets reach: about 32,000. */
export function allocateSymmetric(n: number): SymmetricMatrix {
  const stride = strideOf(n)
  const { matrix, end } = layoutOf(stride)
  if (end > MOST_BYTES) throw new RangeError(`a matrix of ${n} rows does not fit into 4 GiB`)
  const pages = Math.ceil(end / 65536)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  const data = new Float32Array(memory.buffer, matrix, stride * stride)
  for (let i = n; i < stride; i++) data[i * stride + i] = 1
  return { n, stride, memory, data }
}

/** An odd number of eights, so that the rows of a column do not compete for one cache set. */
function strideOf(n: number): number {
  const eights = Math.max(1, Math.ceil(n / 8))
  return (eights % 2 === 1 ? eights : eights + 1) * 8
}

export function layoutOf(stride: number): Layout {
  const size = Math.min(BLOCK, stride)
  const square = CONTROL_BYTES + round(stride * 4)
  const block = square + size * size * 4
  const panel = block + size * size * 4
  const scaled = panel + stride * size * 4
  const matrix = round(scaled + stride * size * 4)
  const end = matrix + stride * stride * 4
  return { diagonal: CONTROL_BYTES, square, block, panel, scaled, matrix, end }
}

/** To whole cache lines. */
function round(bytes: number): number {
  return Math.ceil(bytes / 64) * 64
}
