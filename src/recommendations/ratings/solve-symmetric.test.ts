import fc from 'fast-check'
import { expect, test } from 'vitest'
import { solveSymmetric } from './solve-symmetric.ts'

test('what is solved gives the right side again', () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true })
  const system = fc
    .integer({ min: 1, max: 6 })
    .chain((n) =>
      fc.tuple(
        fc.array(number, { minLength: n * n, maxLength: n * n }),
        fc.array(number, { minLength: n, maxLength: n }),
      ),
    )
  fc.assert(
    fc.property(system, ([entries, right]) => {
      const n = right.length
      const matrix = new Float64Array(n * n)
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          for (let k = 0; k < n; k++) {
            matrix[i * n + j] =
              (matrix[i * n + j] ?? 0) + (entries[i * n + k] ?? 0) * (entries[j * n + k] ?? 0)
          }
        }
        matrix[i * n + i] = (matrix[i * n + i] ?? 0) + 1
      }
      const x = solveSymmetric(matrix, Float64Array.from(right))
      for (const [i, value] of right.entries()) {
        const product = x.reduce((sum, xj, j) => sum + (matrix[i * n + j] ?? 0) * xj, 0)
        expect(product).toBeCloseTo(value, 6)
      }
    }),
  )
})

test('a matrix that is not positive definite is refused', () => {
  expect(() => solveSymmetric(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).toThrow(
    RangeError,
  )
})
