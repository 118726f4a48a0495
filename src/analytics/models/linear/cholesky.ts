/**
 * Solves A x = b for a symmetric positive definite A (row-major, size × size), overwriting A by its
 * factor L and b by x; A = L Lᵀ (Golub & Van Loan, "Matrix Computations", 4.2). False if A is not
 * positive definite to machine precision.
 */
export function solveCholesky(a: Float64Array, b: Float64Array, size: number): boolean {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = a[row * size + column] ?? 0
      for (let k = 0; k < column; k++) {
        sum -= (a[row * size + k] ?? 0) * (a[column * size + k] ?? 0)
      }
      if (row !== column) a[row * size + column] = sum / (a[column * size + column] ?? 1)
      else if (sum > 0) a[row * size + row] = Math.sqrt(sum)
      else return false
    }
  }
  for (let row = 0; row < size; row++) {
    let sum = b[row] ?? 0
    for (let k = 0; k < row; k++) sum -= (a[row * size + k] ?? 0) * (b[k] ?? 0)
    b[row] = sum / (a[row * size + row] ?? 1)
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = b[row] ?? 0
    for (let k = row + 1; k < size; k++) sum -= (a[k * size + row] ?? 0) * (b[k] ?? 0)
    b[row] = sum / (a[row * size + row] ?? 1)
  }
  return true
}
