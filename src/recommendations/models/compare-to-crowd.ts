import { type History, type Interactions, transpose } from '../matrix/interactions.ts'

export type UserSimilarityOptions = {
  /** `absent`: only co-rated items count. `zero`: what was not rated counts as a rating of 0. */
  missing: 'absent' | 'zero'
  shrinkage: number
  minimumOverlap: number
}

/** What training keeps of the people: who had what, and the same by item. */
export type Crowd = { matrix: Interactions; byItem: Interactions }

export function crowdOf(matrix: Interactions): Crowd {
  return { matrix, byItem: transpose(matrix) }
}

/**
 * How similar each person of the crowd is to a history, and how much each of its items adds to it.
 * Pearson over the items that both rated, the means too over these alone. With `zero` over all
 * items: on events that is the φ coefficient of two sets; on ratings it is the well-known mistake.
 * n/(n + shrinkage) of it, for n items in common; 0 for fewer than `minimumOverlap`.
 */
export type Likeness = {
  of: Float64Array
  /** What one item, had by both with these weights, adds to the similarity to a person. */
  part: (person: number, own: number, theirs: number) => number
  /** Whether items that only the history has add something as well, theirs being 0. */
  isOverAll: boolean
}

export function compareToCrowd(
  { matrix, byItem }: Crowd,
  history: History,
  options: UserSimilarityOptions,
): Likeness {
  const sums = addUp(byItem, history, matrix.people, options.missing === 'absent')
  const terms = new Float64Array(matrix.people)
  const ownCentre = new Float64Array(matrix.people)
  const theirCentre = new Float64Array(matrix.people)
  const of = new Float64Array(matrix.people)
  const square = history.weights.reduce((sum, weight) => sum + weight * weight, 0)
  const total = history.weights.reduce((sum, weight) => sum + weight, 0)
  for (let person = 0; person < matrix.people; person++) {
    const count = sums.count[person] ?? 0
    if (count === 0 || count < options.minimumOverlap) continue
    const all = options.missing === 'zero' ? wholeOf(matrix, person) : null
    const n = all ? matrix.itemCount : count
    const a = all ? total : (sums.a[person] ?? 0)
    const b = all ? all.total : (sums.b[person] ?? 0)
    const squareA = (all ? square : (sums.aa[person] ?? 0)) - (a * a) / n
    const squareB = (all ? all.square : (sums.bb[person] ?? 0)) - (b * b) / n
    // Who rates all alike has no variance but for rounding.
    if (squareA < 1e-9 || squareB < 1e-9) continue
    const trust = count / (count + options.shrinkage)
    terms[person] = trust / Math.sqrt(squareA * squareB)
    // Over all items the own mean drops out, as the others' deviations add up to nothing.
    ownCentre[person] = all ? 0 : a / n
    theirCentre[person] = b / n
    of[person] = ((sums.ab[person] ?? 0) - (a * b) / n) * (terms[person] ?? 0)
  }
  const part = (person: number, own: number, theirs: number) =>
    (own - (ownCentre[person] ?? 0)) * (theirs - (theirCentre[person] ?? 0)) * (terms[person] ?? 0)
  return { of, part, isOverAll: options.missing === 'zero' }
}

type Sums = Record<'count' | 'ab' | 'a' | 'b' | 'aa' | 'bb', Float64Array>

function addUp(byItem: Interactions, history: History, people: number, isCoRated: boolean): Sums {
  const zeros = () => new Float64Array(people)
  const few = () => new Float64Array(isCoRated ? people : 0)
  const sums: Sums = { count: zeros(), ab: zeros(), a: few(), b: few(), aa: few(), bb: few() }
  const { count, ab, a, b, aa, bb } = sums
  history.items.forEach((item, position) => {
    const own = history.weights[position] ?? 0
    const to = byItem.offsets[item + 1] ?? 0
    for (let at = byItem.offsets[item] ?? to; at < to; at++) {
      const person = byItem.items[at] ?? 0
      const theirs = byItem.weights[at] ?? 0
      count[person] = (count[person] ?? 0) + 1
      ab[person] = (ab[person] ?? 0) + own * theirs
      if (!isCoRated) continue
      a[person] = (a[person] ?? 0) + own
      b[person] = (b[person] ?? 0) + theirs
      aa[person] = (aa[person] ?? 0) + own * own
      bb[person] = (bb[person] ?? 0) + theirs * theirs
    }
  })
  return sums
}

function wholeOf({ offsets, weights }: Interactions, person: number) {
  let total = 0
  let square = 0
  const to = offsets[person + 1] ?? 0
  for (let at = offsets[person] ?? 0; at < to; at++) {
    total += weights[at] ?? 0
    square += (weights[at] ?? 0) ** 2
  }
  return { total, square }
}
