import { parentPort, workerData } from 'node:worker_threads'
import { gramRows } from './gram-rows.ts'

/** What a thread of `gramMatrix` answers. */
export type GramDone = true

gramRows(workerData)
const done: GramDone = true
parentPort?.postMessage(done)
