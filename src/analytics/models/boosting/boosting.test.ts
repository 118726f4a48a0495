import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { allRows, type FeatureTable, tableOf } from '../feature-table.ts'
import { rocAuc } from '../validation/scores.ts'
import { binTable } from './bins.ts'
import { type BoostingOptions, boostingMargins, trainBoosting } from './boosting.ts'
import type { Tree } from './tree.ts'
import { expectedValue, treeShap } from './tree-shap.ts'

const options: BoostingOptions = {
  maxLeaves: 6,
  maxDepth: 4,
  l2: 1,
  minChildWeight: 1,
  minGain: 0,
  shrinkage: 0.2,
  rounds: 20,
  rowSample: 1,
  featureSample: 1,
}

/** The label is the exclusive or of two features, which no line can tell; a fifth is missing. */
function crossed(rows: number, seed: number) {
  const random = seededRandom(seed)
  const values = Array.from({ length: rows }, () => [random(), random(), random(), random()])
  const labels = Uint8Array.from(values, ([a = 0, b = 0]) => (a > 0.5 !== b > 0.5 ? 1 : 0))
  for (const row of values) if (random() < 0.2) row[2] = Number.NaN
  return { table: tableOf(['a', 'b', 'holes', 'noise'], values), labels }
}

describe('boosting', () => {
  test('learns what features say only together', () => {
    const { table, labels } = crossed(1_000, 1)
    const seen = allRows(table).subarray(0, 700)
    const unseen = allRows(table).subarray(700)
    const { model } = trainBoosting(table, labels, seen, { ...options, rounds: 60 }, 1)
    const auc = rocAuc(boostingMargins(model, table, unseen), labels.subarray(700))
    expect(auc).toBeGreaterThan(0.97)
  })

  test('a split stands where the definition puts it, and a leaf holds -G / (H + λ)', () => {
    const table = tableOf(['x'], [[1], [2], [3], [10], [11], [12]])
    const labels = Uint8Array.of(0, 0, 0, 1, 1, 1)
    const one = { ...options, rounds: 1, maxLeaves: 2, minChildWeight: 0.1, shrinkage: 1 }
    const { model } = trainBoosting(table, labels, allRows(table), one, 1)
    const [tree] = model.trees
    expect(tree?.threshold[0]).toBe(6.5)
    expect(tree?.value.slice(1)).toEqual([-1.5 / 1.75, 1.5 / 1.75])
  })

  test('sends what is missing to the side where it belongs', () => {
    const rows = Array.from({ length: 60 }, (_, at) => [at % 3 === 0 ? Number.NaN : at % 3])
    const labels = Uint8Array.from(rows, ([x = 0]) => (Number.isNaN(x) || x === 1 ? 1 : 0))
    const table = tableOf(['x'], rows)
    const { model } = trainBoosting(table, labels, allRows(table), options, 1)
    const margins = boostingMargins(model, table, allRows(table))
    expect(rocAuc(margins, labels)).toBe(1)
  })

  test('is the same for the same seed and stops when held-out rows gain nothing', () => {
    const { table, labels } = crossed(400, 2)
    const noise = Uint8Array.from(labels, (_, at) => at % 2)
    const sampled = { ...options, rounds: 200, rowSample: 0.6, featureSample: 0.5, patience: 5 }
    const run = () =>
      trainBoosting(
        table,
        noise,
        allRows(table).subarray(0, 300),
        sampled,
        9,
        allRows(table).subarray(300),
      )
    expect(run()).toEqual(run())
    const { model, validationLoss } = run()
    expect(validationLoss.length).toBeLessThan(200)
    expect(validationLoss[model.trees.length]).toBe(Math.min(...validationLoss))
  })

  test('bins keep the order of values and never mix two sides of a cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
          minLength: 1,
          maxLength: 600,
        }),
        (column) => {
          const table = tableOf(
            ['x'],
            column.map((x) => [x]),
          )
          const { bins, cuts } = binTable(table, allRows(table))
          const own = cuts[0] ?? new Float64Array()
          expect(own.length).toBeLessThan(255)
          column.forEach((x, row) => {
            const bin = bins[row] ?? 0
            expect(bin).toBe(1 + own.filter((cut) => cut < x).length)
          })
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('TreeSHAP', () => {
  test('adds up to the margin', () => {
    const { table, labels } = crossed(500, 4)
    const { model } = trainBoosting(table, labels, allRows(table), options, 3)
    const margins = boostingMargins(model, table, allRows(table))
    for (let row = 0; row < 100; row++) {
      const { base, shares } = treeShap(model, table, row)
      expect(shares.reduce((sum, share) => sum + share, base)).toBeCloseTo(margins[row] ?? 0, 9)
    }
  })

  test('agrees with Shapley values counted over all sets of features', () => {
    const { table, labels } = crossed(300, 8)
    const { model } = trainBoosting(table, labels, allRows(table), { ...options, rounds: 3 }, 3)
    for (let row = 0; row < 20; row++) {
      const { shares } = treeShap(model, table, row)
      for (let feature = 0; feature < 4; feature++) {
        const expected = model.trees.reduce(
          (sum, tree) => sum + bruteForceShapley(tree, table, row, feature),
          0,
        )
        expect(shares[feature]).toBeCloseTo(expected, 9)
      }
    }
  })

  test('starts from the mean over the training rows', () => {
    const { table, labels } = crossed(300, 5)
    const { model } = trainBoosting(table, labels, allRows(table), { ...options, rounds: 1 }, 3)
    const margins = boostingMargins(model, table, allRows(table))
    const mean = margins.reduce((sum, margin) => sum + margin, 0) / margins.length
    const [tree] = model.trees
    expect(model.base + (tree ? expectedValue(tree) : 0)).toBeCloseTo(mean, 9)
  })
})

/** The definition, over the 2³ sets of the other features. */
function bruteForceShapley(tree: Tree, table: FeatureTable, row: number, feature: number): number {
  const others = [0, 1, 2, 3].filter((one) => one !== feature)
  const weights = [6 / 24, 2 / 24, 2 / 24, 6 / 24]
  let sum = 0
  for (let mask = 0; mask < 8; mask++) {
    const known = others.filter((_, at) => mask & (1 << at))
    const gain =
      valueKnowing(tree, table, row, [...known, feature]) - valueKnowing(tree, table, row, known)
    sum += (weights[known.length] ?? 0) * gain
  }
  return sum
}

function valueKnowing(
  tree: Tree,
  table: FeatureTable,
  row: number,
  known: number[],
  node = 0,
): number {
  const feature = tree.feature[node] ?? -1
  if (feature < 0) return tree.value[node] ?? 0
  const left = tree.left[node] ?? 0
  const right = tree.right[node] ?? 0
  const below = (child: number) => valueKnowing(tree, table, row, known, child)
  if (known.includes(feature)) {
    const x = table.values[row * table.names.length + feature] ?? Number.NaN
    const goesLeft = Number.isNaN(x)
      ? tree.missingLeft[node] === 1
      : x <= (tree.threshold[node] ?? 0)
    return below(goesLeft ? left : right)
  }
  const share = (tree.cover[left] ?? 0) / (tree.cover[node] ?? 1)
  return share * below(left) + (1 - share) * below(right)
}
