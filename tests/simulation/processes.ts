import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Answer, AppSetup, Task } from './tasks.ts'

export type Outcome = Exclude<Answer, { kind: 'bug' }>

/** One process of the platform: killed by its own fail-points, started anew when next needed. */
export type AppProcess = {
  perform: (task: Omit<Task, 'id'>) => Promise<Outcome>
  /** Power losses, and how many of them ended the process. */
  losses: () => { crashes: number; kills: number }
  stop: () => void
}

/** Throws what the process reports as a bug: nothing that is simulated may be one. */
export function appProcess(setup: AppSetup, notifyBase: string): AppProcess {
  let child: Promise<ChildProcess> | null = null
  let crashes = 0
  let kills = 0
  let ids = 0
  let stopped = false
  const waiting = new Map<number, (answer: Answer) => void>()

  const begin = () =>
    new Promise<ChildProcess>((ready, failed) => {
      const started = fork(join(import.meta.dirname, 'app-process.ts'), [], {
        env: { ...process.env, SETUP: JSON.stringify(setup), NOTIFY_BASE: notifyBase },
        serialization: 'advanced',
        execArgv: ['--no-warnings'],
      })
      started.on('message', (message: Answer | 'ready') => {
        if (message === 'ready') return ready(started)
        waiting.get(message.id)?.(message)
        waiting.delete(message.id)
      })
      started.on('error', failed)
      started.on('exit', () => {
        child = null
        if (!stopped) kills += 1
        for (const [id, answer] of waiting) answer({ id, kind: 'crashed' })
        waiting.clear()
      })
    })

  return {
    losses: () => ({ crashes, kills }),
    stop: () => {
      stopped = true
      void child?.then((running) => running.disconnect())
    },
    perform: async (task) => {
      child ??= begin()
      const running = await child
      const id = ++ids
      const answer = await new Promise<Answer>((resolve) => {
        waiting.set(id, resolve)
        running.send({ ...task, id })
      })
      if (answer.kind === 'crashed') crashes += 1
      if (answer.kind === 'bug') throw new Error(`${JSON.stringify(task.what)}: ${answer.error}`)
      return answer
    },
  }
}
