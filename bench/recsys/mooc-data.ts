import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '#kernel/random.ts'
import { segment } from '../../src/catalog/search/segment.ts'
import { readAdjacency } from '../../src/recommendations/formats/read-adjacency.ts'
import { fromTriples, type Interactions } from '../../src/recommendations/matrix/interactions.ts'
import { joinMatrices } from '../../src/recommendations/matrix/join-matrices.ts'
import type { Description } from '../../src/recommendations/text/item-features.ts'

export type Courses = { train: Interactions; test: Interactions; descriptions: Description[] }

type Profile = Record<'name' | 'about' | 'prerequisites', string> &
  Record<'teacher_ids' | 'school_ids' | 'fields' | 'key_concept_ids', string[]> & {
    mapped_id: number
  }

/** Enrolments as they are split in the files, and of each course its words and what it is under. */
export function readCourses(folder: string): Courses {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const [train, test] = readAdjacency([read('train.txt'), read('test.txt')])
  if (!train || !test) throw new Error('both parts are needed')
  const descriptions: Description[] = []
  for (const line of read('course_profiles.jsonl').trim().split('\n')) {
    const course: Profile = JSON.parse(line)
    descriptions[course.mapped_id] = {
      // The name twice: it says in few words what the text says in many.
      words: segment([course.name, course.name, course.about, course.prerequisites].join('\n')),
      tags: [
        ...course.teacher_ids.map((id) => `teacher:${id}`),
        ...course.school_ids.map((id) => `school:${id}`),
        ...course.fields.map((field) => `field:${field}`),
        ...course.key_concept_ids.map((id) => `concept:${id}`),
      ],
    }
  }
  return { train, test, descriptions }
}

/** `known` without the cold items, and what people took of those; `isCold` by item. */
export type ColdSplit = { known: Interactions; wanted: Interactions; isCold: Uint8Array }

/** Takes a tenth of the items that `mayBeCold` out of training; `more` adds to what is wanted. */
export function hideItems(
  known: Interactions,
  more: Interactions[],
  mayBeCold: (item: number) => boolean,
  seed: number,
): ColdSplit {
  const random = seededRandom(seed)
  const isCold = Uint8Array.from({ length: known.itemCount }, (_, item) =>
    random() < 0.1 && mayBeCold(item) ? 1 : 0,
  )
  return {
    known: filterItems(known, (item) => isCold[item] === 0),
    wanted: joinMatrices([known, ...more].map((part) => filterItems(part, (i) => isCold[i] === 1))),
    isCold,
  }
}

export function filterItems(matrix: Interactions, keeps: (item: number) => boolean): Interactions {
  const { people, itemCount, offsets } = matrix
  const rows: number[] = []
  const columns: number[] = []
  for (let person = 0; person < people; person++) {
    const to = offsets[person + 1] ?? 0
    for (let at = offsets[person] ?? 0; at < to; at++) {
      const item = matrix.items[at] ?? 0
      if (!keeps(item)) continue
      rows.push(person)
      columns.push(item)
    }
  }
  return fromTriples({
    people,
    itemCount,
    rows: Uint32Array.from(rows),
    columns: Uint32Array.from(columns),
    values: new Float32Array(rows.length).fill(1),
  })
}

/** Only every n-th person: enough to choose parameters by. */
export function thinned(matrix: Interactions, every: number): Interactions {
  const { people, offsets, items, weights } = matrix
  const kept = new Uint32Array(people + 1)
  const chosen: number[] = []
  for (let person = 0; person < people; person++) {
    const to = offsets[person + 1] ?? 0
    if (person % every === 0) for (let at = offsets[person] ?? 0; at < to; at++) chosen.push(at)
    kept[person + 1] = chosen.length
  }
  return {
    ...matrix,
    offsets: kept,
    items: Uint32Array.from(chosen, (at) => items[at] ?? 0),
    weights: Float32Array.from(chosen, (at) => weights[at] ?? 0),
  }
}
