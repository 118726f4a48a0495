import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/**
 * Runs a file once for each job, at the same time, the job being its `workerData` and its first
 * message the result. All threads are ended before this settles; the first failure is thrown.
 */
export async function runThreads<Result>(file: URL, jobs: unknown[]): Promise<Result[]> {
  const threads = jobs.map((job) => new Worker(file, { workerData: job, execArgv: [] }))
  try {
    return await Promise.all(threads.map(resultOf<Result>))
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
}

async function resultOf<Result>(thread: Worker): Promise<Result> {
  const ended = once(thread, 'exit').then(([code]) => {
    throw new Error(`a thread ended with code ${code} and no result`)
  })
  // Rejects by itself when the thread throws.
  const [result] = await Promise.race([once(thread, 'message'), ended])
  return result
}
