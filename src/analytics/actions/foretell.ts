import {
  crossValidateNextAction,
  type NextActionModel,
  type NextActionScores,
  trainNextAction,
} from '../models/sequences/next-action.ts'

/** Fewer sequences tell no habit. */
export const LEAST_SEQUENCES = 50

export type Foretelling =
  | { state: 'not_enough'; have: number; needed: number }
  | { state: 'no_better'; scores: NextActionScores }
  | { state: 'ready'; scores: NextActionScores; model: NextActionModel }

/** The model of what people do next, kept only if it says more than the base rate. */
export function foretell(
  sequences: readonly (readonly string[])[],
  actions: readonly string[],
  seed: number,
): Foretelling {
  const have = sequences.length
  if (have < LEAST_SEQUENCES) return { state: 'not_enough', have, needed: LEAST_SEQUENCES }
  const { chosen, ...scores } = crossValidateNextAction(sequences, actions, seed)
  if (scores.logLoss >= scores.baseLogLoss) return { state: 'no_better', scores }
  return { state: 'ready', scores, model: trainNextAction(sequences, actions, chosen) }
}
