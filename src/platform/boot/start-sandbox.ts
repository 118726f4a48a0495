import { type ChildProcess, fork } from 'node:child_process'
import { join, resolve } from 'node:path'
import { unavailable } from '#kernel/errors.ts'

export type Sandbox = { url: string; accounts: unknown; stop: () => Promise<void> }

/** What the child says once: where it answers, or why it does not. */
type Report = { url: string; accounts: unknown } | { problem: string; file?: string }

const MAIN = resolve(import.meta.dirname, '../../../simulators/main.ts')
/** It holds a few orders: a small heap, and as few threads as its calls can fill. */
const FLAGS = [
  '--max-semi-space-size=1',
  '--max-old-space-size=128',
  '--optimize-for-size',
  '--disable-warning=ExperimentalWarning',
]

/**
 * Starts the gateway simulators as a process of their own. They end when this process does, even
 * when it is killed: the channel between them closes. Nothing of them is loaded into the site.
 */
export async function startSandbox(
  { dataDir, port, site }: { dataDir: string; port: number; site: string },
  onLost: () => void,
): Promise<Sandbox> {
  const dir = join(dataDir, 'sandbox')
  const child = fork(MAIN, {
    execArgv: FLAGS,
    env: {
      ...process.env,
      SIMULATOR_DIR: dir,
      SIMULATOR_PORT: String(port),
      // Of the gateways only Stripe is told once, in its dashboard, where to report.
      SIMULATOR_STRIPE_ENDPOINT: `${site}/api/gateways/stripe/notify`,
      UV_THREADPOOL_SIZE: '2',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const report = await firstWord(child)
  if ('problem' in report) throw unavailable(`sandbox.${report.problem}`, { file: report.file })
  let stopping = false
  child.once('exit', () => {
    if (!stopping) onLost()
  })
  return {
    ...report,
    stop: () => {
      stopping = true
      return ended(child)
    },
  }
}

function firstWord(child: ChildProcess): Promise<Report> {
  return new Promise((heard) => {
    child.once('message', (report: Report) => heard(report))
    child.once('exit', () => heard({ problem: 'ended' }))
  })
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done()
    child.once('exit', () => done())
    child.kill('SIGTERM')
  })
}
