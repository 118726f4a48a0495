import { fork } from 'node:child_process'
import { resolve } from 'node:path'
import { unavailable } from '#kernel/errors.ts'
import type { Config } from '../config/config.ts'

const MAIN = resolve(import.meta.dirname, '../../../db/seed/main.ts')

/** Has the demo written by a process of its own, which ends when it is done. */
export function seedBeside(config: Config, databaseUrl: string, secret: string): Promise<void> {
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
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('exit', (code) => (code === 0 ? done() : failed(unavailable('seed.failed'))))
  })
}
