import {
  crossValidateNextAction,
  type NextActionModel,
  type NextActionScores,
  trainNextAction,
} from '../models/sequences/next-action.ts'

/** Fewer sequences tell no habit. */
const LEAST_SEQUENCES = 50

type Lack = { state: 'not_enough'; have: number; needed: number }

export type Foretelling =
  | Lack
  | { state: 'no_better'; scores: NextActionScores }
  | { state: 'ready'; scores: NextActionScores; model: NextActionModel }

/** The model of what people do next, kept only if it says more than the base rate. */
export function foretell(
  sequences: readonly (readonly string[])[],
  actions: readonly string[],
  seed: number,
): Foretelling {
  const lacking = lackOfSequences(sequences)
  if (lacking) return lacking
  const { chosen, ...scores } = crossValidateNextAction(sequences, actions, seed)
  if (scores.logLoss >= scores.baseLogLoss) return { state: 'no_better', scores }
  return { state: 'ready', scores, model: trainNextAction(sequences, actions, chosen) }
}

export function lackOfSequences(sequences: readonly unknown[]): Lack | null {
  const have = sequences.length
  return have < LEAST_SEQUENCES ? { state: 'not_enough', have, needed: LEAST_SEQUENCES } : null
}
