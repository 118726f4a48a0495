import { fork } from 'node:child_process'
import { resolve } from 'node:path'
import { unavailable } from '#kernel/errors.ts'
import type { Config } from '../config/config.ts'

const MAIN = resolve(import.meta.dirname, '../../../db/seed/main.ts')

export type Seeding = {
  /** There is a site to visit; throws `seed.failed`. */
  site: Promise<unknown>
  /** Its readers are written too; throws `seed.failed`, and the next start goes on with it. */
  done: Promise<void>
  stop: () => Promise<void>
}

/** Has the demo written by a process of its own, which ends when it is done. */
export function seedBeside(config: Config, databaseUrl: string, secret: string): Seeding {
  const child = fork(MAIN, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      DATA_DIR: config.dataDir,
      PUBLIC_URL: config.publicUrl,
      WENQU_SECRET: secret,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let isStopped = false
  const failure = () => unavailable('seed.failed')
  const done = new Promise<void>((finished, failed) => {
    child.once('error', failed)
    child.once('exit', (code) => {
      if (code === 0 || isStopped) finished()
      else failed(failure())
    })
  })
  const visible = new Promise<void>((seen) => child.once('message', () => seen()))
  return {
    site: Promise.race([visible, done.then(() => isStopped && Promise.reject(failure()))]),
    done,
    stop: async () => {
      isStopped = true
      child.kill('SIGTERM')
      await done.catch(() => {})
    },
  }
}
