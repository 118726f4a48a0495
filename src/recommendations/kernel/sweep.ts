export type Sweep = ReturnType<typeof plainSweep>

/**
 * The functions of `assembly/sweep.ts`, where they are described, without WebAssembly: what the
 * tests compare those with, and what runs where there are none. Pointers are byte offsets into one
 * memory here too.
 */
export function plainSweep(memory: ArrayBufferLike) {
  const floats = new Float32Array(memory)
  return {
    invertBlock: invertBlock.bind(null, floats),
    packPanel: packPanel.bind(null, floats),
    scalePanel: scalePanel.bind(null, floats),
    updateRows: updateRows.bind(null, floats),
    mirrorRows: mirrorRows.bind(null, floats),
  }
}

function invertBlock(
  m: Float32Array,
  matrix: number,
  stride: number,
  from: number,
  size: number,
  diagonal: number,
  square: number,
  panel: number,
): number {
  const block = square / 4
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = m[matrix / 4 + (from + i) * stride + from + j] ?? 0
      m[block + i * size + j] = value
      m[block + j * size + i] = value
    }
  }
  for (let k = 0; k < size; k++) {
    const pivot = m[block + k * size + k] ?? 0
    if (!(pivot > 1e-6 * (m[diagonal / 4 + from + k] ?? 0))) return from + k + 1
    sweepPivot(m.subarray(block, block + size * size), size, k)
  }
  for (let p = 0; p < size; p++) {
    for (let j = 0; j < size; j++) {
      m[panel / 4 + place(size, p, j)] = m[block + p * size + j] ?? 0
    }
  }
  return 0
}

function sweepPivot(block: Float32Array, size: number, k: number): void {
  const inverse = 1 / (block[k * size + k] ?? 0)
  for (let i = 0; i < size; i++) {
    if (i === k) continue
    const factor = (block[i * size + k] ?? 0) * inverse
    for (let j = 0; j < size; j++) {
      const at = i * size + j
      block[at] = (block[at] ?? 0) - factor * (block[k * size + j] ?? 0)
    }
    block[i * size + k] = factor
  }
  for (let j = 0; j < size; j++) block[k * size + j] = (block[k * size + j] ?? 0) * inverse
  block[k * size + k] = -inverse
}

function packPanel(
  m: Float32Array,
  matrix: number,
  stride: number,
  from: number,
  size: number,
  start: number,
  end: number,
  panel: number,
): void {
  for (let j = start; j < end; j++) {
    for (let p = 0; p < size; p++) {
      const at = j < from ? (from + p) * stride + j : j * stride + from + p
      m[panel / 4 + place(size, p, j)] = m[matrix / 4 + at] ?? 0
    }
  }
}

function scalePanel(
  m: Float32Array,
  block: number,
  panel: number,
  scaled: number,
  size: number,
  start: number,
  end: number,
): void {
  for (let j = start; j < end; j++) {
    for (let p = 0; p < size; p++) {
      m[scaled / 4 + place(size, p, j)] = product(m, block / 4, p, panel / 4, j, size)
    }
  }
}

function updateRows(
  m: Float32Array,
  matrix: number,
  stride: number,
  from: number,
  size: number,
  block: number,
  panel: number,
  scaled: number,
  start: number,
  end: number,
): void {
  const to = from + size
  for (let i = start; i < end; i++) {
    const row = matrix / 4 + i * stride
    for (let j = 0; j <= i; j++) {
      const isInColumns = j >= from && j < to
      const isInRows = i >= from && i < to
      if (isInRows && isInColumns) m[row + j] = m[block / 4 + place(size, i - from, j - from)] ?? 0
      else if (isInRows) m[row + j] = -(m[scaled / 4 + place(size, i - from, j)] ?? 0)
      else if (isInColumns) m[row + j] = -(m[scaled / 4 + place(size, j - from, i)] ?? 0)
      else m[row + j] = (m[row + j] ?? 0) + product(m, panel / 4, i, scaled / 4, j, size)
    }
  }
}

function mirrorRows(
  m: Float32Array,
  matrix: number,
  stride: number,
  start: number,
  end: number,
): void {
  const base = matrix / 4
  for (let i = start; i < end; i++) {
    for (let j = 0; j <= i; j++) {
      const value = -(m[base + i * stride + j] ?? 0)
      m[base + i * stride + j] = value
      m[base + j * stride + i] = value
    }
  }
}

/** Column i of one panel times column j of another, summed in double precision. */
function product(m: Float32Array, a: number, i: number, b: number, j: number, size: number) {
  const left = a + place(size, 0, i)
  const right = b + place(size, 0, j)
  let sum = 0
  for (let p = 0; p < size; p++) sum += (m[left + p * 8] ?? 0) * (m[right + p * 8] ?? 0)
  return sum
}

/** Where row p of column j lies in a panel. */
function place(size: number, p: number, j: number): number {
  return ((j >> 3) * size + p) * 8 + (j & 7)
}
