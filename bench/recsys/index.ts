import { benchMooc } from './mooc.ts'
import { benchMovielens } from './movielens.ts'
import { benchRatings } from './ratings.ts'
import { benchRetrain } from './retrain.ts'
import { benchServing } from './serving.ts'

/** In the order in which they are printed; a name given beside `recsys` runs that one alone. */
const sections: Record<string, () => Promise<void>> = {
  'ml-1m': benchMovielens,
  ratings: benchRatings,
  mooc: benchMooc,
  serving: benchServing,
  retrain: benchRetrain,
}

/** The recommendations against published tables, and their speed. */
export async function benchRecsys(): Promise<void> {
  const wanted = process.argv.slice(2).filter((name) => Object.hasOwn(sections, name))
  for (const [name, run] of Object.entries(sections)) {
    if (wanted.length === 0 || wanted.includes(name)) await run()
  }
}
