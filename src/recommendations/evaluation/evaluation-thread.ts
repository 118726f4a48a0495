import { parentPort, workerData } from 'node:worker_threads'
import type { Trained } from '../models/model.ts'
import { openModel } from '../models/open-model.ts'
import { type EvaluationTask, tally } from './evaluate.ts'

/** A thread's part in `evaluateInThreads`: the people [from, to). */
export type EvaluationJob = { trained: Trained; task: EvaluationTask; from: number; to: number }

const { trained, task, from, to }: EvaluationJob = workerData
parentPort?.postMessage(tally(openModel(trained), task, from, to))
