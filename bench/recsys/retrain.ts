import { table } from '../table.ts'
import { type Measured, measure } from './child.ts'

export type SyntheticRun = Measured<{
  seconds: number
  trainingRssMb: number
  /** Different pairs of person and item. */
  pairs: number
  p50: number
  p99: number
  loved: number
}>

/** A million people: from triples in memory to the model, in a process of its own. */
export async function benchRetrain(): Promise<void> {
  const rows: (string | number)[][] = []
  for (const [people, items, events] of [
    [100_000, 4_000, 2_000_000],
    [1_000_000, 10_000, 20_000_000],
  ] as const) {
    const args = [people, items, events, 200].map(String)
    const run: SyntheticRun = await measure('train-synthetic.ts', ...args)
    rows.push([people, items, events, run.pairs, run.seconds, run.trainingRssMb, run.loved])
  }
  const head = ['people', 'items', 'events', 'pairs', 'wall, s', 'most memory, MB']
  const taste = 'of the top 10 in a loved field (chance: .06)'
  table('Weighted EASE retrained, two threads, 200 entries a row', [...head, taste], rows)
}
