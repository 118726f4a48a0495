import { benchBehaviour } from './behaviour/behaviour.ts'
import { benchCalls } from './calls.ts'
import { benchPages } from './pages.ts'
import { benchReconcile } from './reconcile.ts'
import { benchRecsys } from './recsys/index.ts'
import { benchSettle } from './settle.ts'
import { benchStart } from './start.ts'

const benches = {
  pages: benchPages,
  calls: benchCalls,
  settle: benchSettle,
  reconcile: benchReconcile,
  recsys: benchRecsys,
  start: benchStart,
  behaviour: benchBehaviour,
}
const wanted = process.argv.slice(2)
for (const [name, run] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) await run()
}
process.exit(0)
