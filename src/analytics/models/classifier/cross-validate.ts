import { allRows, type FeatureTable } from '../feature-table.ts'
import { stratifiedFolds } from '../validation/folds.ts'
import {
  brierScore,
  type CalibrationBin,
  calibrationCurve,
  calibrationError,
  logLoss,
  rocAuc,
} from '../validation/scores.ts'
import { type ClassifierOptions, classify, trainClassifier } from './train-classifier.ts'

/** How good a classifier is on people it was not trained on. */
export type ClassifierScores = {
  rows: number
  positives: number
  /** Mean over the folds, and of each. */
  auc: number
  foldAucs: number[]
  logLoss: number
  /** Log loss of saying the base rate to everyone: what a model must beat. */
  baseLogLoss: number
  brier: number
  /** Expected calibration error over ten bins of equal size. */
  ece: number
  curve: CalibrationBin[]
}

export type CrossValidated = { scores: ClassifierScores; probabilities: Float64Array }

/** Stratified k-fold cross-validation; all choosing happens inside each training part. */
export function crossValidate(
  table: FeatureTable,
  labels: Uint8Array,
  options: ClassifierOptions & { outerFolds?: number },
): CrossValidated {
  const probabilities = new Float64Array(table.rows)
  const foldAucs: number[] = []
  const folds = stratifiedFolds(labels, allRows(table), options.outerFolds ?? 5, options.seed)
  for (const { train, test } of folds) {
    const model = trainClassifier(table, labels, train, { ...options, seed: options.seed + 1 })
    const part = classify(model, table, test)
    test.forEach((row, at) => {
      probabilities[row] = part[at] ?? 0
    })
    foldAucs.push(
      rocAuc(
        part,
        Uint8Array.from(test, (row) => labels[row] ?? 0),
      ),
    )
  }
  return { scores: scoresOf(probabilities, labels, foldAucs), probabilities }
}

function scoresOf(probabilities: Float64Array, labels: Uint8Array, foldAucs: number[]) {
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const rate = new Float64Array(labels.length).fill(positives / Math.max(1, labels.length))
  return {
    rows: labels.length,
    positives,
    auc: foldAucs.reduce((sum, auc) => sum + auc, 0) / foldAucs.length,
    foldAucs,
    logLoss: logLoss(probabilities, labels),
    baseLogLoss: logLoss(rate, labels),
    brier: brierScore(probabilities, labels),
    ece: calibrationError(probabilities, labels),
    curve: calibrationCurve(probabilities, labels),
  } satisfies ClassifierScores
}
