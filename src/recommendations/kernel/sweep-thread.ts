import { parentPort, workerData } from 'node:worker_threads'
import { runSweeps } from './run-sweeps.ts'

/** What a thread of `invertSymmetric` answers: 0, or 1 + the row that failed. */
export type SweepResult = number

const result: SweepResult = runSweeps(workerData)
parentPort?.postMessage(result)
