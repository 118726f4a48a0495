import { describe, expect, test } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { allRows, logit, sigmoid, tableOf } from '../feature-table.ts'
import { crossValidate } from './cross-validate.ts'
import { permutationImportance } from './permutation-importance.ts'
import { reasonsOf, strongestReasons } from './reasons.ts'
import { classify, trainClassifier } from './train-classifier.ts'

function drawn(rows: number, seed: number) {
  const random = seededRandom(seed)
  const values = Array.from({ length: rows }, () => [random() * 4 - 2, random() * 4 - 2, random()])
  const labels = Uint8Array.from(values, ([a = 0, b = 0]) => {
    return random() < sigmoid(2 * a + (b > 0 ? 1 : -1) * a) ? 1 : 0
  })
  return { table: tableOf(['a', 'b', 'noise'], values), labels }
}

describe('the classifier', () => {
  test('is judged on rows it was not trained on, and told apart from chance', () => {
    const { table, labels } = drawn(900, 1)
    const { scores } = crossValidate(table, labels, { seed: 1 })
    expect(scores.auc).toBeGreaterThan(0.85)
    expect(scores.logLoss).toBeLessThan(scores.baseLogLoss)
    expect(scores.ece).toBeLessThan(0.06)
    expect(scores.curve.reduce((sum, bin) => sum + bin.count, 0)).toBe(900)
  })

  test('finds nothing where labels are chance: no leak from the held-out part', () => {
    const { table } = drawn(600, 2)
    const random = seededRandom(11)
    const labels = Uint8Array.from({ length: 600 }, () => (random() < 0.5 ? 1 : 0))
    const { scores } = crossValidate(table, labels, { seed: 3 })
    expect(Math.abs(scores.auc - 0.5)).toBeLessThan(0.08)
    expect(scores.logLoss).toBeGreaterThan(scores.baseLogLoss - 0.01)
  })

  test('gives reasons that add up to the log-odds it says', () => {
    const { table, labels } = drawn(500, 3)
    const trained = trainClassifier(table, labels, allRows(table), { seed: 1 })
    const model = { ...trained, calibration: { ...trained.calibration, isotonic: null } }
    const probabilities = classify(model, table, allRows(table))
    for (let row = 0; row < 50; row++) {
      const { base, shares } = reasonsOf(model, table, row)
      const sum = shares.reduce((total, share) => total + share, base)
      expect(sum).toBeCloseTo(logit(probabilities[row] ?? 0), 8)
    }
    const [strongest] = strongestReasons(reasonsOf(model, table, 0), table, 0, 2)
    expect(strongest?.feature).toBe('a')
  })

  test('loses most when the feature that matters is shuffled', () => {
    const { table, labels } = drawn(800, 4)
    const model = trainClassifier(table, labels, allRows(table).subarray(0, 500), { seed: 1 })
    const held = allRows(table).subarray(500)
    const importances = permutationImportance(model, table, labels, held, 1)
    expect(importances[0]?.feature).toBe('a')
    expect(importances[0]?.aucLoss).toBeGreaterThan(0.2)
    expect(importances.find(({ feature }) => feature === 'noise')?.aucLoss).toBeLessThan(0.03)
  })

  test('survives being stored as JSON', () => {
    const { table, labels } = drawn(300, 5)
    const model = trainClassifier(table, labels, allRows(table), { seed: 1 })
    const stored = JSON.parse(JSON.stringify(model))
    expect(classify(stored, table, allRows(table))).toEqual(classify(model, table, allRows(table)))
  })
})
