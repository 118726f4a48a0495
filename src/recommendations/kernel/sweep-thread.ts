import { parentPort, workerData } from 'node:worker_threads'
import { runSweeps, type SweepJob } from './run-sweeps.ts'

/** A thread of `invertSymmetric`. */
export type SweepThread = { job: SweepJob; failed: number }

const job: SweepJob = workerData
parentPort?.postMessage(runSweeps(job))
