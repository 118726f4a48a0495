/**
 * Inversion of a symmetric positive definite matrix by block sweeps (Beaton 1964; Goodnight 1979),
 * written for `asc`: pointers are byte offsets into the one memory, floats are 32 bits wide.
 *
 * The matrix lies in rows of `stride` floats, of which only the lower triangle is read and written
 * until the end. `stride` and every range are multiples of 8. Panels lie in groups of 8 columns:
 * element (p, j) of a panel of depth d is float (j / 8 · d + p) · 8 + j % 8.
 * The sweep of block K turns A_KK into -A_KK⁻¹, A_Kj into A_KK⁻¹ A_Kj and A_ij into
 * A_ij - A_iK A_KK⁻¹ A_Kj; after all of them the matrix is minus its inverse.
 */

/**
 * Writes -A_KK⁻¹ as a panel. A pivot that lost all but 1e-6 of the diagonal it began with ends it.
 * Returns 0, or 1 + the row of that pivot.
 */
export function invertBlock(
  matrix: usize,
  stride: usize,
  from: usize,
  size: usize,
  diagonal: usize,
  square: usize,
  panel: usize,
): usize {
  for (let i: usize = 0; i < size; i++) {
    const row = matrix + (((from + i) * stride + from) << 2)
    for (let j: usize = 0; j <= i; j++) {
      const value = load<f32>(row + (j << 2))
      store<f32>(square + ((i * size + j) << 2), value)
      store<f32>(square + ((j * size + i) << 2), value)
    }
  }
  for (let k: usize = 0; k < size; k++) {
    const pivotRow = square + ((k * size) << 2)
    const pivot = load<f32>(pivotRow + (k << 2))
    // Written so that NaN fails as well.
    if (!(pivot > 1e-6 * load<f32>(diagonal + ((from + k) << 2)))) return from + k + 1
    const inverse: f32 = 1 / pivot
    for (let i: usize = 0; i < size; i++) {
      if (i === k) continue
      const row = square + ((i * size) << 2)
      const factor = load<f32>(row + (k << 2)) * inverse
      const factors = f32x4.splat(factor)
      for (let j: usize = 0; j < size; j += 4) {
        const at = row + (j << 2)
        const product = f32x4.mul(factors, v128.load(pivotRow + (j << 2)))
        v128.store(at, f32x4.sub(v128.load(at), product))
      }
      store<f32>(row + (k << 2), factor)
    }
    for (let j: usize = 0; j < size; j++) {
      const at = pivotRow + (j << 2)
      store<f32>(at, load<f32>(at) * inverse)
    }
    store<f32>(pivotRow + (k << 2), -inverse)
  }
  for (let p: usize = 0; p < size; p++) {
    for (let j: usize = 0; j < size; j++) {
      const value = load<f32>(square + ((p * size + j) << 2))
      store<f32>(panel + ((((j >> 3) * size + p) * 8 + (j & 7)) << 2), value)
    }
  }
  return 0
}

/** Copies A_Kj of the columns [start, end) into a panel, from whichever side of the diagonal. */
export function packPanel(
  matrix: usize,
  stride: usize,
  from: usize,
  size: usize,
  start: usize,
  end: usize,
  panel: usize,
): void {
  for (let j = start; j < end; j += 8) {
    const group = panel + ((j * size) << 2)
    if (j < from) {
      for (let p: usize = 0; p < size; p++) {
        const at = matrix + (((from + p) * stride + j) << 2)
        v128.store(group + (p << 5), v128.load(at))
        v128.store(group + (p << 5) + 16, v128.load(at + 16))
      }
    } else {
      for (let c: usize = 0; c < 8; c++) {
        const row = matrix + (((j + c) * stride + from) << 2)
        for (let p: usize = 0; p < size; p++) {
          store<f32>(group + (p << 5) + (c << 2), load<f32>(row + (p << 2)))
        }
      }
    }
  }
}

/** scaled = block · panel for the columns [start, end); the block is that of `invertBlock`. */
export function scalePanel(
  block: usize,
  panel: usize,
  scaled: usize,
  size: usize,
  start: usize,
  end: usize,
): void {
  for (let j = start; j < end; j += 8) {
    const group = scaled + ((j * size) << 2)
    memory.fill(group, 0, size << 5)
    for (let p: usize = 0; p < size; p += 4) {
      addProduct(quarter(block, p, size), panel + ((j * size) << 2), group + (p << 5), 32, size)
    }
  }
}

/** The sweep's effect on the rows [start, end), which lie all inside the block or all outside. */
export function updateRows(
  matrix: usize,
  stride: usize,
  from: usize,
  size: usize,
  block: usize,
  panel: usize,
  scaled: usize,
  start: usize,
  end: usize,
): void {
  if (start >= from && start < from + size) {
    for (let i = start; i < end; i++) {
      const row = matrix + ((i * stride) << 2)
      for (let j: usize = 0; j < from; j++) {
        const value = load<f32>(scaled + ((((j >> 3) * size + i - from) * 8 + (j & 7)) << 2))
        store<f32>(row + (j << 2), -value)
      }
      for (let j = from; j <= i; j++) {
        const c = j - from
        const value = load<f32>(block + ((((c >> 3) * size + i - from) * 8 + (c & 7)) << 2))
        store<f32>(row + (j << 2), value)
      }
    }
    return
  }
  // As many columns as keep their part of the panel inside the second cache.
  const width: usize = 512
  for (let left: usize = 0; left < end; left += width) {
    const right = min(left + width, end)
    for (let i = start; i < end; i += 4) {
      const rows = matrix + ((i * stride) << 2)
      const last = min(right, i + 4)
      for (let j = left; j < last; j += 8) {
        if (j >= from && j < from + size) continue
        const columns = scaled + ((j * size) << 2)
        addProduct(quarter(panel, i, size), columns, rows + (j << 2), stride << 2, size)
      }
    }
  }
  if (start < from) return
  for (let i = start; i < end; i++) {
    const row = matrix + ((i * stride + from) << 2)
    const column = scaled + (((i >> 3) * size * 8 + (i & 7)) << 2)
    for (let p: usize = 0; p < size; p++) {
      store<f32>(row + (p << 2), -load<f32>(column + (p << 5)))
    }
  }
}

/** Negates the rows [start, end) of the lower triangle and copies them to the upper one. */
export function mirrorRows(matrix: usize, stride: usize, start: usize, end: usize): void {
  for (let top = start; top < end; top += 8) {
    for (let left: usize = 0; left <= top; left += 8) {
      for (let i = top; i < top + 8; i++) {
        const last = min(left + 8, i + 1)
        for (let j = left; j < last; j++) {
          const value = -load<f32>(matrix + ((i * stride + j) << 2))
          store<f32>(matrix + ((i * stride + j) << 2), value)
          store<f32>(matrix + ((j * stride + i) << 2), value)
        }
      }
    }
  }
}

/** Where the four columns that begin with `column` lie in a panel. */
function quarter(panel: usize, column: usize, size: usize): usize {
  return panel + (((column >> 3) * size) << 5) + ((column & 4) << 2)
}

/** 4 × 8 floats at `target`, `pitch` bytes a row, gain aᵀb: four columns of a panel by eight. */
function addProduct(a: usize, b: usize, target: usize, pitch: usize, depth: usize): void {
  let s0 = f32x4.splat(0)
  let s1 = f32x4.splat(0)
  let s2 = f32x4.splat(0)
  let s3 = f32x4.splat(0)
  let s4 = f32x4.splat(0)
  let s5 = f32x4.splat(0)
  let s6 = f32x4.splat(0)
  let s7 = f32x4.splat(0)
  const end = a + (depth << 5)
  while (a < end) {
    for (let step = 0; step < 2; step++) {
      const left = v128.load(b)
      const right = v128.load(b, 16)
      const x0 = v128.load32_splat(a)
      s0 = f32x4.add(s0, f32x4.mul(x0, left))
      s1 = f32x4.add(s1, f32x4.mul(x0, right))
      const x1 = v128.load32_splat(a, 4)
      s2 = f32x4.add(s2, f32x4.mul(x1, left))
      s3 = f32x4.add(s3, f32x4.mul(x1, right))
      const x2 = v128.load32_splat(a, 8)
      s4 = f32x4.add(s4, f32x4.mul(x2, left))
      s5 = f32x4.add(s5, f32x4.mul(x2, right))
      const x3 = v128.load32_splat(a, 12)
      s6 = f32x4.add(s6, f32x4.mul(x3, left))
      s7 = f32x4.add(s7, f32x4.mul(x3, right))
      a += 32
      b += 32
    }
  }
  gain(target, s0, s1)
  gain(target + pitch, s2, s3)
  gain(target + 2 * pitch, s4, s5)
  gain(target + 3 * pitch, s6, s7)
}

function gain(target: usize, left: v128, right: v128): void {
  v128.store(target, f32x4.add(v128.load(target), left))
  v128.store(target, f32x4.add(v128.load(target, 16), right), 16)
}
