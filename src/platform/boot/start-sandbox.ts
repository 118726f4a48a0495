import { type ChildProcess, fork } from 'node:child_process'
import { join, resolve } from 'node:path'

export type Sandbox = { url: string; accounts: unknown; stop: () => Promise<void> }

const MAIN = resolve(import.meta.dirname, '../../../simulators/main.ts')

/**
 * Starts the gateway simulators as a process of their own. They end when this process does, even
 * when it is killed: the channel between them closes. Nothing of them is loaded into the site.
 */
export function startSandbox(dataDir: string, port: number): Promise<Sandbox> {
  const child = fork(MAIN, {
    env: {
      ...process.env,
      SIMULATOR_DIR: join(dataDir, 'sandbox'),
      SIMULATOR_PORT: String(port),
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((ready, failed) => {
    child.once('message', (message: { url: string; accounts: unknown }) =>
      ready({ ...message, stop: () => stop(child) }),
    )
    child.once('exit', (code) => failed(new Error(`the payment sandbox ended with code ${code}`)))
  })
}

/** Waits for its end: whoever starts next finds the port free. */
function stop(child: ChildProcess): Promise<void> {
  child.removeAllListeners('exit')
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((ended) => {
    child.once('exit', () => ended())
    child.kill('SIGTERM')
  })
}
