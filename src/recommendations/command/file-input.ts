import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { seededRandom } from '#kernel/random.ts'
import { readTriples, type TripleTable } from '../formats/read-triples.ts'
import { fromTriples, type Interactions } from '../matrix/interactions.ts'
import type { LearnInput } from '../training/learn.ts'

export type FileInput = LearnInput & {
  personIds: string[]
  /** Whether the file told when things happened; without, the windows are drawn at random. */
  hasTimes: boolean
}

type FileOptions = {
  /** Values below this are no events; without, every line is one. */
  atLeast: number | null
  choice: LearnInput['choice']
  seconds: number
  seed: number
}

/** A file of `person item value [time]` as something to learn from; a pair counts once. */
export async function fileInput(path: string, options: FileOptions): Promise<FileInput> {
  const { atLeast, choice, seconds, seed } = options
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })
  const table = await readTriples(lines)
  const { interactions, firstAt } = eventsOf(table, atLeast ?? -Infinity)
  const random = seededRandom(seed)
  const hasTimes = table.times !== null
  return {
    interactions,
    firstAt: hasTimes ? firstAt : firstAt.map(() => random()),
    itemIds: table.items,
    personIds: table.people,
    documents: [],
    champion: null,
    finished: [],
    until: new Date(firstAt.reduce((last, at) => Math.max(last, at), 0) * 1000).toISOString(),
    ...{ choice, seconds, seed, hasTimes },
  }
}

function eventsOf(
  { people, items, rows, columns, values, times }: TripleTable,
  atLeast: number,
): { interactions: Interactions; firstAt: Float64Array } {
  const order = Uint32Array.from(rows.keys()).filter((at) => (values[at] ?? 0) >= atLeast)
  order.sort(
    (a, b) =>
      (rows[a] ?? 0) - (rows[b] ?? 0) ||
      (columns[a] ?? 0) - (columns[b] ?? 0) ||
      (times?.[a] ?? 0) - (times?.[b] ?? 0),
  )
  const first = order.filter(
    (at, n) =>
      n === 0 || rows[at] !== rows[order[n - 1] ?? 0] || columns[at] !== columns[order[n - 1] ?? 0],
  )
  const interactions = fromTriples({
    ...{ people: people.length, itemCount: items.length },
    rows: first.map((at) => rows[at] ?? 0),
    columns: first.map((at) => columns[at] ?? 0),
    values: new Float32Array(first.length).fill(1),
  })
  return { interactions, firstAt: Float64Array.from(first, (at) => times?.[at] ?? 0) }
}
