import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { LearnInput } from './learn.ts'
import type { FromThread } from './learning-thread.ts'
import type { KindTrial, ModelCard } from './model-card.ts'

const THREAD = new URL('./learning-thread.ts', import.meta.url)

/**
 * Learns beside the event loop: requests are answered meanwhile. Trials are told in order; the
 * thread is ended in any case, and what it throws is thrown here.
 */
export async function learnInThread(
  input: LearnInput,
  onTrial: (trial: KindTrial) => Promise<void>,
): Promise<{ bytes: Uint8Array; card: ModelCard }> {
  const thread = new Worker(THREAD, { workerData: input, execArgv: [] })
  let told: Promise<void> = Promise.resolve()
  const ended = once(thread, 'exit').then(([code]) => {
    throw new Error(`the learning thread ended with code ${code} and no model`)
  })
  const learnt = new Promise<{ bytes: Uint8Array; card: ModelCard }>((resolve, reject) => {
    thread.on('message', (message: FromThread) => {
      if (message.kind === 'learnt') resolve(message)
      else {
        told = told.then(() => onTrial(message.trial))
        told.catch(reject)
      }
    })
  })
  try {
    const result = await Promise.race([learnt, ended])
    await told
    return result
  } finally {
    await thread.terminate()
  }
}
