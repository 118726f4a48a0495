import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { allRows, sigmoid, tableOf } from '../feature-table.ts'
import { solveCholesky } from './cholesky.ts'
import { logisticMargins, logisticReasons, trainLogistic } from './logistic-regression.ts'

function drawn(rows: number, seed: number) {
  const random = seededRandom(seed)
  const values = Array.from({ length: rows }, () => [random() * 4 - 2, random() * 10, random()])
  const labels = Uint8Array.from(values, ([a = 0, b = 0]) => {
    return random() < sigmoid(1.5 * a - 0.4 * b + 1) ? 1 : 0
  })
  return { table: tableOf(['a', 'b', 'noise'], values), labels }
}

describe('solving by Cholesky', () => {
  test('gives back what the matrix was multiplied with', () => {
    const size = 4
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const random = seededRandom(seed)
        const m = Array.from({ length: size * size }, () => random() - 0.5)
        const a = new Float64Array(size * size)
        for (let r = 0; r < size; r++) {
          for (let c = 0; c < size; c++) {
            for (let k = 0; k < size; k++) {
              a[r * size + c] =
                (a[r * size + c] ?? 0) + (m[r * size + k] ?? 0) * (m[c * size + k] ?? 0)
            }
            if (r === c) a[r * size + c] = (a[r * size + c] ?? 0) + 0.1
          }
        }
        const x = Array.from({ length: size }, () => random() * 2 - 1)
        const b = Float64Array.from(x, (_, r) => {
          return x.reduce((sum, value, c) => sum + (a[r * size + c] ?? 0) * value, 0)
        })
        expect(solveCholesky(a, b, size)).toBe(true)
        x.forEach((value, at) => {
          expect(b[at]).toBeCloseTo(value, 8)
        })
      }),
    )
  })

  test('says so when the matrix is not positive definite', () => {
    expect(solveCholesky(Float64Array.of(1, 2, 2, 1), new Float64Array(2), 2)).toBe(false)
  })
})

describe('logistic regression', () => {
  test('finds the coefficients that the labels were drawn from', () => {
    const { table, labels } = drawn(20_000, 7)
    const model = trainLogistic(table, labels, allRows(table), { l2: 0, knots: 0 })
    const slopes = model.weights.map((weight, at) => weight / (model.basis.deviation[at] ?? 1))
    expect(slopes[0]).toBeCloseTo(1.5, 1)
    expect(slopes[1]).toBeCloseTo(-0.4, 1)
    expect(Math.abs(slopes[2] ?? 1)).toBeLessThan(0.15)
  })

  test('stands where the gradient of the penalised likelihood is zero', () => {
    const { table, labels } = drawn(300, 3)
    const rows = allRows(table)
    const model = trainLogistic(table, labels, rows, { l2: 2, knots: 0 })
    const margins = logisticMargins(model, table, rows)
    const residuals = margins.map((margin, row) => (labels[row] ?? 0) - sigmoid(margin))
    expect(residuals.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 3)
    model.weights.forEach((weight, term) => {
      const { mean, deviation } = model.basis
      const slope = residuals.reduce((sum, one, row) => {
        const x = ((table.values[row * 3 + term] ?? 0) - (mean[term] ?? 0)) / (deviation[term] ?? 1)
        return sum + one * x
      }, 0)
      expect(slope).toBeCloseTo(2 * weight, 3)
    })
  })

  test('separable labels and a constant feature keep every weight finite', () => {
    const table = tableOf(
      ['x', 'constant'],
      [
        [0, 1],
        [1, 1],
        [2, 1],
        [3, 1],
      ],
    )
    const labels = Uint8Array.of(0, 0, 1, 1)
    const model = trainLogistic(table, labels, allRows(table), { l2: 1, knots: 0 })
    expect(model.weights).toHaveLength(1)
    expect(Number.isFinite(model.weights[0])).toBe(true)
    expect(model.weights[0]).toBeGreaterThan(0)
  })

  test('reasons add up to the margin exactly, whatever is missing', () => {
    const { table, labels } = drawn(400, 5)
    for (const at of [1, 7, 30, 31, 32]) table.values[at] = Number.NaN
    const model = trainLogistic(table, labels, allRows(table), { l2: 1, knots: 4 })
    expect(model.weights.length).toBeGreaterThan(3)
    for (const row of [0, 2, 10, 200]) {
      const { base, shares } = logisticReasons(model, table, row)
      const [margin = 0] = logisticMargins(model, table, Uint32Array.of(row))
      expect(shares.reduce((sum, share) => sum + share, base)).toBeCloseTo(margin, 10)
    }
  })
})
