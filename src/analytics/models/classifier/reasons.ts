import { treeShap } from '../boosting/tree-shap.ts'
import type { Contributions, FeatureTable } from '../feature-table.ts'
import { logisticReasons } from '../linear/logistic-regression.ts'
import type { Classifier } from './train-classifier.ts'

/** One reason: `share` in log-odds, positive if it makes the event likelier than on average. */
export type Reason = { feature: string; share: number; value: number | null }

/**
 * Why a classifier says what it says: exact terms of the logistic regression and Shapley values of
 * the trees, each weighed as the calibration weighs its model. Base and shares add up to the
 * log-odds before the isotonic step, if there is one; that step changes no order.
 */
export function reasonsOf(model: Classifier, table: FeatureTable, row: number): Contributions {
  const { offset, weights } = model.calibration.platt
  const parts = [logisticReasons(model.logistic, table, row), treeShap(model.boosting, table, row)]
  const shares = new Float64Array(table.names.length)
  let base = offset
  parts.forEach((part, at) => {
    const weight = weights[at] ?? 0
    base += weight * part.base
    for (let column = 0; column < shares.length; column++) {
      shares[column] = (shares[column] ?? 0) + weight * (part.shares[column] ?? 0)
    }
  })
  return { base, shares }
}

/** The few features that say most, strongest first. */
export function strongestReasons(
  { shares }: Contributions,
  table: FeatureTable,
  row: number,
  count: number,
): Reason[] {
  const reasons = table.names.map((feature, column): Reason => {
    const value = table.values[row * table.names.length + column] ?? Number.NaN
    return { feature, share: shares[column] ?? 0, value: Number.isNaN(value) ? null : value }
  })
  reasons.sort((a, b) => Math.abs(b.share) - Math.abs(a.share))
  return reasons.slice(0, count).filter(({ share }) => share !== 0)
}
