import { seededRandom } from '#kernel/random.ts'

export type NextActionOptions = {
  /** How many actions back are looked at; 0 is the base rate. */
  order: number
  /** How many observations the shorter past is worth. */
  strength: number
}

/** Counts by past: the key is the last actions joined by a space, '' for none. */
export type NextActionModel = NextActionOptions & {
  actions: string[]
  counts: Record<string, number[]>
}

export type NextActionScores = {
  logLoss: number
  accuracy: number
  baseLogLoss: number
  baseAccuracy: number
  /** How many next actions were predicted. */
  steps: number
}

const OPTIONS: NextActionOptions[] = [0, 1, 2, 3].flatMap((order) =>
  [1, 5, 20].map((strength) => ({ order, strength })),
)

/**
 * An n-gram model that backs off to shorter pasts: P(a | past) = (n(past, a) + s·P(a | shorter)) /
 * (n(past) + s), the hierarchical Dirichlet of MacKay & Peto (Natural Language Engineering 1,
 * 1995), down to the uniform distribution. Each sequence begins with an empty past.
 */
export function trainNextAction(
  sequences: readonly (readonly string[])[],
  actions: readonly string[],
  options: NextActionOptions,
): NextActionModel {
  const counts: Record<string, number[]> = {}
  const number = new Map(actions.map((action, at) => [action, at]))
  for (const sequence of sequences) {
    for (let at = 0; at < sequence.length; at++) {
      const action = number.get(sequence[at] ?? '')
      if (action === undefined) throw new RangeError(`unknown action ${sequence[at]}`)
      for (let back = 0; back <= Math.min(options.order, at); back++) {
        const key = sequence.slice(at - back, at).join(' ')
        counts[key] ??= actions.map(() => 0)
        const row = counts[key]
        row[action] = (row[action] ?? 0) + 1
      }
    }
  }
  return { ...options, actions: [...actions], counts }
}

/** The probability of every action after the given ones; adds up to 1. */
export function nextActionProbabilities(model: NextActionModel, past: readonly string[]): number[] {
  let probabilities = model.actions.map(() => 1 / model.actions.length)
  for (let back = 0; back <= Math.min(model.order, past.length); back++) {
    const row = model.counts[past.slice(past.length - back).join(' ')]
    if (!row) break
    const total = row.reduce((sum, count) => sum + count, 0)
    const shorter = probabilities
    probabilities = row.map((count, action) => {
      return (count + model.strength * (shorter[action] ?? 0)) / (total + model.strength)
    })
  }
  return probabilities
}

/**
 * How well whole sequences that were not trained on are predicted, beside the base rate; order and
 * strength are chosen by the same folds inside each training part.
 */
export function crossValidateNextAction(
  sequences: readonly (readonly string[])[],
  actions: readonly string[],
  seed: number,
  folds = 5,
): NextActionScores & { chosen: NextActionOptions } {
  const run = (options: NextActionOptions | null) =>
    meanScores(
      split(sequences, folds, seed).map(({ train, test }) => {
        const own = options ?? chooseNextAction(train, actions, seed)
        const base = trainNextAction(train, actions, { order: 0, strength: 1 })
        return scoreNextAction(trainNextAction(train, actions, own), base, test)
      }),
    )
  return { ...run(null), chosen: chooseNextAction(sequences, actions, seed) }
}

/** The order and strength with the least log loss on held-out sequences. */
export function chooseNextAction(
  sequences: readonly (readonly string[])[],
  actions: readonly string[],
  seed: number,
): NextActionOptions {
  const parts = split(sequences, 3, seed + 1)
  const losses = OPTIONS.map((options) => {
    const scores = parts.map(({ train, test }) => {
      const model = trainNextAction(train, actions, options)
      return scoreNextAction(model, model, test)
    })
    return { options, loss: meanScores(scores).logLoss }
  })
  return losses.reduce((best, one) => (one.loss < best.loss ? one : best)).options
}

function scoreNextAction(
  model: NextActionModel,
  base: NextActionModel,
  sequences: readonly (readonly string[])[],
): NextActionScores {
  const scores = { logLoss: 0, accuracy: 0, baseLogLoss: 0, baseAccuracy: 0, steps: 0 }
  const baseRates = nextActionProbabilities(base, [])
  for (const sequence of sequences) {
    for (let at = 0; at < sequence.length; at++) {
      const action = model.actions.indexOf(sequence[at] ?? '')
      const said = nextActionProbabilities(model, sequence.slice(Math.max(0, at - model.order), at))
      scores.logLoss -= Math.log(said[action] ?? 1e-12)
      scores.baseLogLoss -= Math.log(baseRates[action] ?? 1e-12)
      scores.accuracy += likeliest(said) === action ? 1 : 0
      scores.baseAccuracy += likeliest(baseRates) === action ? 1 : 0
      scores.steps++
    }
  }
  const { steps } = scores
  for (const key of ['logLoss', 'accuracy', 'baseLogLoss', 'baseAccuracy'] as const) {
    scores[key] /= Math.max(1, steps)
  }
  return scores
}

function likeliest(probabilities: readonly number[]): number {
  return probabilities.indexOf(Math.max(...probabilities))
}

/** Means weighted by the number of steps. */
function meanScores(all: NextActionScores[]): NextActionScores {
  const steps = all.reduce((sum, one) => sum + one.steps, 0)
  const mean = (of: (scores: NextActionScores) => number) =>
    all.reduce((sum, one) => sum + of(one) * one.steps, 0) / Math.max(1, steps)
  return {
    logLoss: mean((one) => one.logLoss),
    accuracy: mean((one) => one.accuracy),
    baseLogLoss: mean((one) => one.baseLogLoss),
    baseAccuracy: mean((one) => one.baseAccuracy),
    steps,
  }
}

function split<Row>(rows: readonly Row[], folds: number, seed: number) {
  const random = seededRandom(seed)
  const foldOf = rows.map(() => Math.floor(random() * folds))
  return Array.from({ length: folds }, (_, fold) => ({
    train: rows.filter((_row, at) => foldOf[at] !== fold),
    test: rows.filter((_row, at) => foldOf[at] === fold),
  }))
}
