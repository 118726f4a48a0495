import type { Evaluation } from '../evaluation/evaluate.ts'
import type { Point } from '../evaluation/search.ts'
import type { ModelKind } from '../models/model.ts'

/** One finished trial, kept so that a training that was cut off goes on where it was. */
export type KindTrial = { kind: ModelKind; point: Point; score: number }

/** One kind of model at its best parameters: what it reached where nothing was tuned. */
export type CardRow = {
  kind: ModelKind
  point: Point
  trials: number
  /** NDCG@10 on the validation windows, by which it was chosen. */
  valid: number
  /** On the last tenth of time, looked at once. */
  test: Evaluation
}

/**
 * What there is to know about a model before it is trusted, stored with it (Mitchell et al.,
 * “Model Cards for Model Reporting”, 2019).
 */
export type ModelCard = {
  /** What it learnt from. */
  data: { people: number; items: number; pairs: number; until: string; documents: number }
  /** How it was judged; null where there was too little to judge by. */
  protocol: { folds: number; heldOutPeople: number; heldOutPairs: number; seed: number } | null
  chosen: ModelKind
  /** Why this one: the best on validation, the owner's word, or too little data to tell. */
  because: 'best' | 'asked' | 'too_little'
  rows: CardRow[]
  seconds: number
}
