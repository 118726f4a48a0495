import { seededRandom } from '#kernel/random.ts'
import type { Interactions } from '../matrix/interactions.ts'

/** Three matrices of the same shape, which together hold every interaction once. */
export type Split = { train: Interactions; valid: Interactions; test: Interactions }

/**
 * Each person's interactions shuffled and cut 8:1:1 as RecBole's ratio split does it: of n the test
 * and the validation part get ⌊n/10⌋ each, or one where n is below ten and enough are left.
 */
export function splitAtRandom(matrix: Interactions, seed: number): Split {
  const random = seededRandom(seed)
  return cut(matrix, (part, from, to) => {
    const order = Uint32Array.from({ length: to - from }, (_, at) => from + at)
    for (let last = order.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1))
      const kept = order[last] ?? 0
      order[last] = order[other] ?? 0
      order[other] = kept
    }
    const sizes = tenths(order.length)
    order.forEach((at, rank) => {
      part[at] = rank < sizes.train ? 0 : rank < sizes.train + sizes.valid ? 1 : 2
    })
  })
}

/**
 * The latest of each person for the test and the latest but that for validation: `held` each, or
 * as many as leave the person at least one to learn from. Times run with `items`, in any unit.
 */
export function splitByTime(matrix: Interactions, times: Float64Array, held = 1): Split {
  return cut(matrix, (part, from, to) => {
    const order = Array.from({ length: to - from }, (_, at) => from + at)
    order.sort((a, b) => (times[b] ?? 0) - (times[a] ?? 0) || b - a)
    order.slice(0, order.length - 1).forEach((at, rank) => {
      part[at] = rank < held ? 2 : rank < 2 * held ? 1 : 0
    })
  })
}

/**
 * One moment for everybody: what was first touched before it, and what from it until the other.
 * Nothing that comes after a recommendation helps to make it. Times run with `items`, in any unit.
 */
export function splitAtMoment(
  matrix: Interactions,
  times: Float64Array,
  { moment, until = Infinity }: { moment: number; until?: number },
): { before: Interactions; after: Interactions } {
  const part = Uint8Array.from(times, (time) => (time < moment ? 0 : time < until ? 1 : 2))
  return { before: take(matrix, part, 0), after: take(matrix, part, 1) }
}

/** Its `calcu_split_ids`: of fewer than ten, one for the test and one more if any are left. */
function tenths(count: number): { train: number; valid: number; test: number } {
  const tenth = Math.floor(count / 10)
  if (count >= 10) return { train: count - 2 * tenth, valid: tenth, test: tenth }
  const test = count > 1 ? 1 : 0
  const valid = count - test > 1 ? 1 : 0
  return { train: count - test - valid, valid, test }
}

function cut(
  matrix: Interactions,
  assign: (part: Uint8Array, from: number, to: number) => void,
): Split {
  const part = new Uint8Array(matrix.items.length)
  for (let person = 0; person < matrix.people; person++) {
    assign(part, matrix.offsets[person] ?? 0, matrix.offsets[person + 1] ?? 0)
  }
  return { train: take(matrix, part, 0), valid: take(matrix, part, 1), test: take(matrix, part, 2) }
}

function take(matrix: Interactions, part: Uint8Array, wanted: number): Interactions {
  const { people, itemCount, offsets } = matrix
  const counts = new Uint32Array(people + 1)
  for (let person = 0; person < people; person++) {
    let count = counts[person] ?? 0
    const to = offsets[person + 1] ?? 0
    for (let at = offsets[person] ?? 0; at < to; at++) if (part[at] === wanted) count++
    counts[person + 1] = count
  }
  const isTaken = (_: number, at: number) => part[at] === wanted
  const items = matrix.items.filter(isTaken)
  return { people, itemCount, offsets: counts, items, weights: matrix.weights.filter(isTaken) }
}
