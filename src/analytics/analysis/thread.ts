import { parentPort, workerData } from 'node:worker_threads'
import { compute, type Task } from './compute.ts'

/** What runs in the thread: one task, one answer, the end. */
export type ThreadData = { task: Task }

parentPort?.postMessage(compute((workerData as ThreadData).task))
