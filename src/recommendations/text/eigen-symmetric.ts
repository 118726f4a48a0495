const MAX_SWEEPS = 60

/**
 * All eigenvalues, largest first, and eigenvectors (columns, row-major n × n) of a symmetric
 * matrix by cyclic Jacobi rotations (Golub and Van Loan, “Matrix Computations”, section 8.5).
 */
export function eigenSymmetric(matrix: Float64Array, n: number) {
  const a = matrix.slice()
  const vectors = new Float64Array(n * n)
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1
  const size = Math.sqrt(a.reduce((sum, value) => sum + value * value, 0))
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    if (offDiagonal(a, n) <= 1e-12 * size) break
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, vectors, n, p, q)
  }
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (i, j) => (a[j * n + j] ?? 0) - (a[i * n + i] ?? 0),
  )
  return {
    values: Float64Array.from(order, (i) => a[i * n + i] ?? 0),
    vectors: vectors.map((_, at) => vectors[at - (at % n) + (order[at % n] ?? 0)] ?? 0),
  }
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0
  for (let p = 0; p < n; p++) for (let q = 0; q < p; q++) sum += (a[p * n + q] ?? 0) ** 2
  return Math.sqrt(2 * sum)
}

/** Makes a_pq zero. */
function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q] ?? 0
  if (apq === 0) return
  const theta = ((a[q * n + q] ?? 0) - (a[p * n + p] ?? 0)) / (2 * apq)
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const cosine = 1 / Math.sqrt(tangent * tangent + 1)
  const sine = tangent * cosine
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q, cosine, sine)
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, cosine, sine)
  for (let k = 0; k < n; k++) turn(vectors, k * n + p, k * n + q, cosine, sine)
}

function turn(values: Float64Array, i: number, j: number, cosine: number, sine: number): void {
  const x = values[i] ?? 0
  const y = values[j] ?? 0
  values[i] = cosine * x - sine * y
  values[j] = sine * x + cosine * y
}
