import type { History } from '../matrix/interactions.ts'

export const modelKinds = ['popularity', 'item-cf', 'user-cf', 'content', 'ease', 'hybrid'] as const
export type ModelKind = (typeof modelKinds)[number]

/**
 * What training leaves: plain numbers, so that any model is stored, sent between threads and
 * compared in the same way. `itemCount` items, numbered as in the matrix it was trained on.
 */
export type Trained = {
  kind: ModelKind
  itemCount: number
  parameters: Record<string, number | string>
  arrays: Record<string, Float32Array | Uint32Array | Uint16Array>
}

/** How much one thing in a person's past adds to the score of an item. */
export type Contribution = { item: number; share: number }

/** A trained model, ready to judge. */
export type Recommender = {
  /** Writes the score of every item, `scores.length` being the number of items. */
  score: (history: History, scores: Float32Array) => void
  /**
   * Why an item has its score: what each item of the history contributed, strongest first. Shares
   * and `base` (what holds for everybody) add up to the score.
   */
  explain: (history: History, item: number) => { base: number; contributions: Contribution[] }
}
