import { runThreads } from '../kernel/threads.ts'
import type { Trained } from '../models/model.ts'
import { openModel } from '../models/open-model.ts'
import {
  type Evaluation,
  type EvaluationTask,
  evaluate,
  summarize,
  type Tally,
} from './evaluate.ts'
import type { EvaluationJob } from './evaluation-thread.ts'

const THREAD = new URL('./evaluation-thread.ts', import.meta.url)

/** The same as `evaluate`, the people divided among threads; for models that open by themselves. */
export async function evaluateInThreads(
  trained: Trained,
  task: EvaluationTask,
  { threads = 2 }: { threads?: number } = {},
): Promise<Evaluation> {
  if (threads < 2) return evaluate(openModel(trained), task)
  const { people } = task.known
  const cut = (part: number) => Math.floor((people * part) / threads)
  const jobs = Array.from({ length: threads }, (_, thread): EvaluationJob => {
    return { trained, task, from: cut(thread), to: cut(thread + 1) }
  })
  return summarize(await runThreads<Tally>(THREAD, jobs), task)
}
