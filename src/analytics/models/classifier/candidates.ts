import type { BoostingOptions } from '../boosting/boosting.ts'
import type { LogisticOptions } from '../linear/logistic-regression.ts'

/** What the inner folds choose from: few, since each is trained once per fold. */
export type Candidates = { logistic: LogisticOptions[]; boosting: BoostingOptions[] }

const shared = {
  maxDepth: 6,
  minGain: 0,
  shrinkage: 0.06,
  rounds: 400,
  rowSample: 0.7,
  featureSample: 0.35,
  patience: 30,
}

/** From a straight line to a well bent curve, from two splits to a dozen that build on another. */
export const candidates: Candidates = {
  logistic: [
    { knots: 0, l2: 1 },
    { knots: 0, l2: 30 },
    { knots: 7, l2: 0.5 },
  ],
  boosting: [
    { ...shared, maxLeaves: 3, minChildWeight: 8, l2: 5 },
    { ...shared, maxLeaves: 7, minChildWeight: 12, l2: 8 },
    { ...shared, maxLeaves: 16, minChildWeight: 5, l2: 5, featureSample: 0.6, shrinkage: 0.1 },
  ],
}
