import { Worker } from 'node:worker_threads'
import type { Result, Task } from './compute.ts'
import type { ThreadData } from './thread.ts'

/** Old-space megabytes of a thread; a runaway ends it and not the process. */
const MOST_MEMORY_MB = 1_024

/** Does a task beside the event loop; rejects with the error of the thread. */
export function computeInThread<Kind extends Task['kind']>(
  task: Extract<Task, { kind: Kind }>,
): Promise<Result[Kind]> {
  return new Promise((resolve, reject) => {
    const workerData: ThreadData = { task }
    const thread = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
    })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', (code) => reject(new Error(`the analysis thread ended with ${code}`)))
  })
}
