import { type ClassifierScores, crossValidate } from '../models/classifier/cross-validate.ts'
import {
  type Importance,
  permutationImportance,
} from '../models/classifier/permutation-importance.ts'
import { type Reason, reasonsOf, strongestReasons } from '../models/classifier/reasons.ts'
import {
  type Classifier,
  classify,
  trainClassifier,
} from '../models/classifier/train-classifier.ts'
import { allRows, type FeatureTable } from '../models/feature-table.ts'
import { stratifiedFolds } from '../models/validation/folds.ts'

/** Fewer of either kind and a model would learn persons by heart. */
const LEAST_OF_EACH = 50
/** Reasons that are kept of each person. */
const REASONS = 4

export type Lack = { state: 'not_enough'; have: number; needed: number }

export type Estimate =
  | Lack
  | { state: 'no_better'; scores: ClassifierScores }
  | {
      state: 'ready'
      scores: ClassifierScores
      importances: Importance[]
      model: Classifier
      /** One a row of `people`. */
      probabilities: Float64Array
      reasons: Reason[][]
    }

/**
 * Learns from labelled rows and judges `people` by it: only if there is enough of either kind and
 * the cross-validated probabilities are better than saying the base rate to everyone.
 */
export function estimate(
  table: FeatureTable,
  labels: Uint8Array,
  people: FeatureTable,
  seed: number,
): Estimate {
  const lacking = lackOfLabels(labels)
  if (lacking) return lacking
  const { scores } = crossValidate(table, labels, { seed })
  if (scores.logLoss >= scores.baseLogLoss) return { state: 'no_better', scores }
  const model = trainClassifier(table, labels, allRows(table), { seed })
  return {
    state: 'ready',
    scores,
    importances: heldOutImportance(table, labels, seed),
    model,
    probabilities: classify(model, people, allRows(people)),
    reasons: Array.from({ length: people.rows }, (_, row) => {
      return strongestReasons(reasonsOf(model, people, row), people, row, REASONS)
    }),
  }
}

/** How many of the rarer kind there are and are needed, or null if it is enough. */
export function lackOfLabels(labels: Uint8Array): Lack | null {
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const have = Math.min(positives, labels.length - positives)
  return have < LEAST_OF_EACH ? { state: 'not_enough', have, needed: LEAST_OF_EACH } : null
}

/** What a feature is worth is told by people whom the model did not see. */
function heldOutImportance(table: FeatureTable, labels: Uint8Array, seed: number): Importance[] {
  const [fold] = stratifiedFolds(labels, allRows(table), 5, seed)
  if (!fold) return []
  const model = trainClassifier(table, labels, fold.train, { seed })
  return permutationImportance(model, table, labels, fold.test, seed)
}
