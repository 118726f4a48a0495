import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { sigmoid } from '../feature-table.ts'
import {
  calibrated,
  fitCalibration,
  fitIsotonic,
  fitPlatt,
  isotonicProbability,
} from './calibrate.ts'
import { stratifiedFolds } from './folds.ts'
import { brierScore, calibrationCurve, calibrationError, logLoss, rocAuc } from './scores.ts'

const scored = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 1 })), {
  minLength: 2,
  maxLength: 60,
})

describe('scores', () => {
  test('ROC-AUC is the chance that a positive stands above a negative, ties one half', () => {
    fc.assert(
      fc.property(scored, (pairs) => {
        const labels = Uint8Array.from(pairs, ([, label]) => label)
        const scores = Float64Array.from(pairs, ([score]) => score)
        const won = pairs.flatMap(([a, isA]) =>
          pairs.flatMap(([b, isB]) =>
            isA === 1 && isB === 0 ? [a > b ? 1 : a === b ? 0.5 : 0] : [],
          ),
        )
        const auc = rocAuc(scores, labels)
        if (won.length === 0) expect(auc).toBeNaN()
        else expect(auc).toBeCloseTo(won.reduce((sum, one) => sum + one, 0) / won.length, 12)
      }),
    )
  })

  test('of known probabilities are those worked out by hand', () => {
    const probabilities = Float64Array.of(0.1, 0.9, 0.8, 0.3)
    const labels = Uint8Array.of(0, 1, 0, 1)
    expect(brierScore(probabilities, labels)).toBeCloseTo((0.01 + 0.01 + 0.64 + 0.49) / 4, 12)
    const loss = -(Math.log(0.9) + Math.log(0.9) + Math.log(0.2) + Math.log(0.3)) / 4
    expect(logLoss(probabilities, labels)).toBeCloseTo(loss, 12)
    const [low, high] = calibrationCurve(probabilities, labels, 2)
    expect([low?.count, low?.observed, high?.count, high?.observed]).toEqual([2, 0.5, 2, 0.5])
    expect([low?.predicted, high?.predicted]).toEqual([0.2, expect.closeTo(0.85, 12)])
    expect(calibrationError(probabilities, labels, 2)).toBeCloseTo((0.3 + 0.35) / 2, 12)
  })
})

describe('folds', () => {
  test('hold every row once and either class in its share', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 10, maxLength: 200 }),
        fc.integer({ min: 2, max: 5 }),
        (classes, count) => {
          const labels = Uint8Array.from(classes)
          const rows = Uint32Array.from(classes, (_, at) => at)
          const folds = stratifiedFolds(labels, rows, count, 3)
          expect(folds.flatMap(({ test: held }) => [...held]).sort((a, b) => a - b)).toEqual([
            ...rows,
          ])
          const positives = folds.map(
            ({ test: held }) => held.filter((row) => labels[row] === 1).length,
          )
          expect(Math.max(...positives) - Math.min(...positives)).toBeLessThanOrEqual(1)
          for (const { train, test: held } of folds) {
            expect(held.some((row) => train.includes(row))).toBe(false)
            expect(train.length + held.length).toBe(rows.length)
          }
        },
      ),
    )
  })
})

describe('calibration', () => {
  /** Margins that exaggerate threefold and are shifted by one. */
  function exaggerated(count: number, seed: number) {
    const random = seededRandom(seed)
    const honest = Float64Array.from({ length: count }, () => random() * 6 - 3)
    const labels = Uint8Array.from(honest, (margin) => (random() < sigmoid(margin) ? 1 : 0))
    return { labels, honest, margins: honest.map((margin) => 3 * margin + 1) }
  }

  test('by Platt undoes a scale and a shift', () => {
    const { labels, margins } = exaggerated(20_000, 1)
    const { offset, weights } = fitPlatt([margins], labels)
    expect(weights[0]).toBeCloseTo(1 / 3, 1)
    expect(offset).toBeCloseTo(-1 / 3, 1)
  })

  test('shares evenly between twins', () => {
    const { labels, honest } = exaggerated(2_000, 2)
    const { weights } = fitPlatt([honest, honest], labels)
    expect(weights[0]).toBeCloseTo(weights[1] ?? 0, 6)
  })

  test('by isotonic regression rises and is the best rising fit of a small case', () => {
    const isotonic = fitIsotonic(Float64Array.of(1, 2, 3, 4, 5), Uint8Array.of(0, 1, 0, 1, 1))
    expect(isotonic.probability).toEqual([0.1, 0.5, 0.9])
    expect(isotonic.at).toEqual([1, 2.5, 4.5])
    fc.assert(
      fc.property(scored, fc.double({ min: -5, max: 15, noNaN: true }), (pairs, score) => {
        const fitted = fitIsotonic(
          Float64Array.from(pairs, ([one]) => one),
          Uint8Array.from(pairs, ([, label]) => label),
        )
        const here = isotonicProbability(fitted, score)
        expect(isotonicProbability(fitted, score + 1)).toBeGreaterThanOrEqual(here - 1e-12)
        expect(here).toBeGreaterThan(0)
        expect(here).toBeLessThan(1)
      }),
    )
  })

  test('lets a probability mean what it says', () => {
    const { labels, margins } = exaggerated(10_000, 3)
    const calibration = fitCalibration([margins], labels, 1)
    const unseen = exaggerated(10_000, 4)
    const raw = unseen.margins.map((margin) => sigmoid(margin))
    const told = unseen.margins.map((margin) => calibrated(calibration, [margin]))
    expect(calibrationError(raw, unseen.labels)).toBeGreaterThan(0.1)
    expect(calibrationError(told, unseen.labels)).toBeLessThan(0.02)
  })

  test('takes the staircase where no curve of Platt fits', () => {
    const random = seededRandom(6)
    const margins = Float64Array.from({ length: 4_000 }, () => random() * 8 - 4)
    const labels = Uint8Array.from(margins, (margin) => {
      return random() < (margin < -2 ? 0.02 : margin < 3 ? 0.5 : 0.95) ? 1 : 0
    })
    expect(fitCalibration([margins], labels, 1).isotonic).not.toBeNull()
    const { labels: plain, honest } = exaggerated(400, 7)
    expect(fitCalibration([honest], plain, 1).isotonic).toBeNull()
  })
})
