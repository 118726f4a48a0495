import { seededRandom } from '#kernel/random.ts'

export type Fold = { train: Uint32Array; test: Uint32Array }

/** Stratified folds: each holds its share of either class to within one row; seeded. */
export function stratifiedFolds(
  labels: Uint8Array,
  rows: Uint32Array,
  count: number,
  seed: number,
) {
  const random = seededRandom(seed)
  const foldOf = new Uint8Array(rows.length)
  let dealt = 0
  for (const wanted of [0, 1]) {
    const places = [...rows.keys()].filter((at) => labels[rows[at] ?? 0] === wanted)
    for (let at = places.length - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1))
      const held = places[at] ?? 0
      places[at] = places[other] ?? 0
      places[other] = held
    }
    for (const place of places) foldOf[place] = dealt++ % count
  }
  return Array.from({ length: count }, (_, fold): Fold => {
    return {
      train: rows.filter((_row, at) => foldOf[at] !== fold),
      test: rows.filter((_row, at) => foldOf[at] === fold),
    }
  })
}
