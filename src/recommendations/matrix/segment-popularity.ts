import { historyOf, type Interactions } from './interactions.ts'

/** Which group each row of a matrix is in: a place in `keys`, or `NO_GROUP`. */
export type Groups = { keys: string[]; ofPerson: Uint8Array }

export const NO_GROUP = 255

/** With fewer people a group's taste is that of some of them. */
const MIN_PEOPLE = 20
/** As many events as a group needs to be believed as much as everybody together. */
const BELIEVED_AS = 200

/**
 * What is popular in each group, for its people without a history: of each item the share of the
 * group's weight, drawn towards that of everybody by n/(n + 200) for n events (Dirichlet
 * smoothing). Under `prior:<key>`; groups of fewer than twenty people have none.
 */
export function segmentPopularity(
  matrix: Interactions,
  { keys, ofPerson }: Groups,
): Record<`prior:${string}`, Float32Array> {
  const all = new Float32Array(matrix.itemCount)
  const sums = keys.map(() => ({ people: 0, events: 0, of: new Float32Array(matrix.itemCount) }))
  for (let person = 0; person < matrix.people; person++) {
    const { items, weights } = historyOf(matrix, person)
    const group = sums[ofPerson[person] ?? NO_GROUP]
    if (group && items.length > 0) {
      group.people++
      group.events += items.length
    }
    items.forEach((item, at) => {
      all[item] = (all[item] ?? 0) + (weights[at] ?? 0)
      if (group) group.of[item] = (group.of[item] ?? 0) + (weights[at] ?? 0)
    })
  }
  const everybody = shares(all)
  return Object.fromEntries(
    sums.flatMap(({ people, events, of }, at) => {
      if (people < MIN_PEOPLE) return []
      const belief = events / (events + BELIEVED_AS)
      const own = shares(of)
      const prior = own.map((share, item) => belief * share + (1 - belief) * (everybody[item] ?? 0))
      return [[`prior:${keys[at]}`, prior] as const]
    }),
  )
}

function shares(sums: Float32Array): Float32Array {
  const total = sums.reduce((all, sum) => all + sum, 0)
  return total > 0 ? sums.map((sum) => sum / total) : sums
}
