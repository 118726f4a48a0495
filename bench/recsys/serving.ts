import { table } from '../table.ts'
import { measure } from './child.ts'
import type { SyntheticRun } from './retrain.ts'

/** Scoring 4,000 items for a person, leaving out what they know and taking the best ten. */
export async function benchServing(): Promise<void> {
  const rows: (string | number)[][] = []
  for (const keep of [4_000, 1_000, 200]) {
    const args = [50_000, 4_000, 1_000_000, keep].map(String)
    const { p50, p99 }: SyntheticRun = await measure('train-synthetic.ts', ...args)
    rows.push([keep, `${p50.toFixed(3)} ms`, `${p99.toFixed(3)} ms`])
  }
  const head = ['entries kept of each row', 'p50 a person', 'p99 a person']
  table('Serving a person 10 of 4,000 items by weighted EASE', head, rows)
}
