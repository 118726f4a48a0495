import {
  type BoostingModel,
  type BoostingOptions,
  boostingMargins,
  trainBoosting,
} from '../boosting/boosting.ts'
import type { FeatureTable } from '../feature-table.ts'
import {
  type LogisticModel,
  type LogisticOptions,
  logisticMargins,
  trainLogistic,
} from '../linear/logistic-regression.ts'
import { type Calibration, calibrated, fitCalibration } from '../validation/calibrate.ts'
import { type Fold, stratifiedFolds } from '../validation/folds.ts'
import { marginLoss } from '../validation/scores.ts'
import { type Candidates, candidates as usual } from './candidates.ts'

/** Plain numbers, ready to be stored: two models, how they are weighed, and what was chosen. */
export type Classifier = {
  names: readonly string[]
  logistic: LogisticModel
  boosting: BoostingModel
  calibration: Calibration
  chosen: { logistic: LogisticOptions; boosting: BoostingOptions }
}

export type ClassifierOptions = {
  seed: number
  /** Inner folds that choose parameters, trees and calibration. */
  folds?: number
  candidates?: Candidates
}

/** Each more costs one training of every candidate and moves the choice little. */
const INNER_FOLDS = 3

/**
 * Logistic regression and boosting, stacked and calibrated. Everything that is chosen (parameters,
 * number of trees, weights, calibration) is chosen on predictions for rows that the model in
 * question did not see, inside the rows that are given; then both are trained on all of them.
 */
export function trainClassifier(
  table: FeatureTable,
  labels: Uint8Array,
  rows: Uint32Array,
  options: ClassifierOptions,
): Classifier {
  const { seed, candidates = usual } = options
  const folds = stratifiedFolds(labels, rows, options.folds ?? INNER_FOLDS, seed)
  const task: Task = { table, labels, rows, folds, seed }
  const logistic = best(candidates.logistic.map((one) => tryLogistic(task, one)))
  const boosting = best(candidates.boosting.map((one) => tryBoosting(task, one)))
  const own = Uint8Array.from(rows, (row) => labels[row] ?? 0)
  return {
    names: table.names,
    logistic: trainLogistic(table, labels, rows, logistic.options),
    boosting: trainBoosting(table, labels, rows, boosting.options, seed).model,
    calibration: fitCalibration([logistic.margins, boosting.margins], own, seed),
    chosen: { logistic: logistic.options, boosting: boosting.options },
  }
}

/** Calibrated probabilities of the rows, in their order. */
export function classify(model: Classifier, table: FeatureTable, rows: Uint32Array): Float64Array {
  const logistic = logisticMargins(model.logistic, table, rows)
  const boosting = boostingMargins(model.boosting, table, rows)
  return Float64Array.from(rows, (_, at) => {
    return calibrated(model.calibration, [logistic[at] ?? 0, boosting[at] ?? 0])
  })
}

type Task = {
  table: FeatureTable
  labels: Uint8Array
  rows: Uint32Array
  folds: Fold[]
  seed: number
}
/** `margins` are out of fold, by place in the task's rows. */
type Trial<Options> = { options: Options; margins: Float64Array; loss: number }

function tryLogistic(task: Task, options: LogisticOptions): Trial<LogisticOptions> {
  const { table, labels } = task
  const margins = outOfFold(task, ({ train, test }) => {
    return logisticMargins(trainLogistic(table, labels, train, options), table, test)
  })
  return { options, margins, loss: marginLoss(margins, labels, task.rows) }
}

/** Each fold stops by its own held-out rows; the final number of trees is the folds' mean best. */
function tryBoosting(task: Task, options: BoostingOptions): Trial<BoostingOptions> {
  const { table, labels, seed } = task
  let trees = 0
  const margins = outOfFold(task, ({ train, test }) => {
    const { model } = trainBoosting(table, labels, train, options, seed, test)
    trees += model.trees.length
    return boostingMargins(model, table, test)
  })
  const rounds = Math.max(1, Math.round(trees / task.folds.length))
  return { options: { ...options, rounds }, margins, loss: marginLoss(margins, labels, task.rows) }
}

function outOfFold({ rows, folds }: Task, run: (fold: Fold) => Float64Array): Float64Array {
  const placeOf = new Map<number, number>()
  rows.forEach((row, at) => {
    placeOf.set(row, at)
  })
  const margins = new Float64Array(rows.length)
  for (const fold of folds) {
    const part = run(fold)
    fold.test.forEach((row, at) => {
      margins[placeOf.get(row) ?? 0] = part[at] ?? 0
    })
  }
  return margins
}

function best<Options>(trials: Trial<Options>[]): Trial<Options> {
  const [first, ...others] = trials
  if (!first) throw new RangeError('nothing to choose from')
  return others.reduce((found, trial) => (trial.loss < found.loss ? trial : found), first)
}
