import { splitAtMoment } from '../evaluation/split.ts'
import { historyOf, type Interactions } from '../matrix/interactions.ts'

export type Fold = { known: Interactions; wanted: Interactions }
export type Folds = { valid: Fold[]; test: Fold }

/** Each window of time that is foretold holds this part of all first contacts. */
const WINDOW = 0.1
/** Lists are judged for so many people a fold: more would only take longer to say the same. */
const MAX_JUDGED = 3_000
/** Above so many pairs one window is as sure as two. */
const MANY_PAIRS = 1_000_000

/** Signals as they stood at a moment: weights too may not know what came later. */
export type AsOf = { moment: number; known: Interactions }

/** Of very many moments every n-th says where a tenth of them ends. */
const MAX_SORTED = 500_000

/** Where the windows begin: two to choose by, or one of a large site, and the last to judge by. */
export function momentsOf(firstAt: Float64Array): number[] {
  const every = Math.max(1, Math.ceil(firstAt.length / MAX_SORTED))
  const sorted = firstAt.filter((_, at) => at % every === 0).sort()
  const parts = firstAt.length > MANY_PAIRS ? [2, 1] : [3, 2, 1]
  return parts.map((windows) => sorted[Math.floor((1 - windows * WINDOW) * sorted.length)] ?? 0)
}

/**
 * Rolling origin: what was first touched in a tenth of time is foretold from what was known before
 * it; all but the last such tenth choose the parameters, the last is kept for the card. Null where
 * any has fewer than `minPeople` to be judged. Without `asOf` the matrix itself is cut, for data
 * whose weights do not change.
 */
export function foldsOf(
  matrix: Interactions,
  firstAt: Float64Array,
  { minPeople, asOf = [] }: { minPeople: number; asOf?: readonly AsOf[] },
): Folds | null {
  if (firstAt.length === 0) return null
  const moments = momentsOf(firstAt)
  const folds = moments.map((moment, at): Fold => {
    const window = { moment, until: moments[at + 1] ?? Infinity }
    const { before, after } = splitAtMoment(matrix, firstAt, window)
    const known = asOf.find((one) => one.moment === moment)?.known ?? before
    return { known, wanted: sample(judgeable(known, after)) }
  })
  const test = folds.pop()
  const smallest = Math.min(...[...folds, test].map((fold) => (fold ? peopleIn(fold.wanted) : 0)))
  return test && smallest >= minPeople ? { valid: folds, test } : null
}

export function peopleIn(matrix: Interactions): number {
  let count = 0
  for (let person = 0; person < matrix.people; person++) {
    if (historyOf(matrix, person).items.length > 0) count++
  }
  return count
}

/** Only who is known before the window: for others no model knows anything. */
function judgeable(before: Interactions, after: Interactions): Interactions {
  return rowsWhere(after, (person) => historyOf(before, person).items.length > 0)
}

/** Every n-th of them, so that about `MAX_JUDGED` remain. */
function sample(wanted: Interactions): Interactions {
  const every = Math.ceil(peopleIn(wanted) / MAX_JUDGED)
  let seen = 0
  return every <= 1 ? wanted : rowsWhere(wanted, () => seen++ % every === 0)
}

function rowsWhere(matrix: Interactions, isKept: (person: number) => boolean): Interactions {
  const offsets = new Uint32Array(matrix.people + 1)
  const kept = new Uint8Array(matrix.items.length)
  for (let person = 0; person < matrix.people; person++) {
    const from = matrix.offsets[person] ?? 0
    const to = matrix.offsets[person + 1] ?? from
    const length = to > from && isKept(person) ? to - from : 0
    kept.fill(length > 0 ? 1 : 0, from, to)
    offsets[person + 1] = (offsets[person] ?? 0) + length
  }
  return {
    ...matrix,
    offsets,
    items: matrix.items.filter((_, at) => kept[at] === 1),
    weights: matrix.weights.filter((_, at) => kept[at] === 1),
  }
}
