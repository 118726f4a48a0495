import { seededRandom } from '#kernel/random.ts'
import type { Triples } from '../../src/recommendations/matrix/interactions.ts'

/** Fields of knowledge; item i is of field i mod 50, so that each has popular and rare items. */
export const FIELDS = 50
/** How many of them a person loves, and how often they stay in these. */
const LOVED = 3
const LOYALTY = 0.7
/** Popularity falls with rank^-0.8, in a field as in the whole. */
const ZIPF = 0.8

/**
 * Events of people with tastes: how many each has is 1 plus an exponential of the mean; each event
 * is, seven times of ten, by popularity from a loved field, else by popularity from everything. Of
 * person u the loved fields are those of `lovedFields`. A pair may occur more than once.
 */
export function drawEvents(
  people: number,
  itemCount: number,
  events: number,
  seed: number,
): Triples {
  const random = seededRandom(seed)
  const fields = zipfTable(itemCount / FIELDS)
  const whole = zipfTable(itemCount)
  const rows = new Uint32Array(events)
  const columns = new Uint32Array(events)
  const values = new Float32Array(events).fill(1)
  const mean = events / people
  let end = 0
  for (let person = 0; end < events; person++) {
    // Rounding may leave some events for a second round of people.
    const row = person % people
    const loved = lovedFields(row)
    const wanted = 1 + Math.floor(-Math.log(1 - random()) * (mean - 0.5))
    for (const last = Math.min(events, end + wanted); end < last; end++) {
      const field = loved[Math.floor(random() * LOVED)] ?? 0
      rows[end] = row
      columns[end] =
        random() < LOYALTY ? draw(fields, random) * FIELDS + field : draw(whole, random)
    }
  }
  return { people, itemCount, rows, columns, values }
}

export function lovedFields(person: number): number[] {
  const random = seededRandom(person + 1)
  return Array.from({ length: LOVED }, () => Math.floor(random() * FIELDS))
}

/** Ranks by cumulated popularity, as a table of equally likely draws. */
function zipfTable(length: number): Uint16Array {
  const weights = Array.from({ length }, (_, rank) => (rank + 1) ** -ZIPF)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const table = new Uint16Array(2 ** 18)
  let rank = 0
  let below = weights[0] ?? 0
  for (let at = 0; at < table.length; at++) {
    while (below < ((at + 0.5) / table.length) * sum && rank < length - 1) {
      below += weights[++rank] ?? 0
    }
    table[at] = rank
  }
  return table
}

function draw(table: Uint16Array, random: () => number): number {
  return table[Math.floor(random() * table.length)] ?? 0
}
