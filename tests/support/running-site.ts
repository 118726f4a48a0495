import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { processMark } from '#platform/boot/process-mark.ts'

const ROOT = resolve(import.meta.dirname, '../..')

export type RunningSite = {
  url: string
  sandboxUrl: string
  dataDir: string
  pid: number
  output: () => string
  /** Ctrl-C, and wait until everything is down. */
  stop: () => Promise<number | null>
  /** kill -9 of the platform, its sandbox and its database, all at once. */
  kill: () => Promise<void>
  /** kill -9 of the platform's own process, which leaves PostgreSQL alive. */
  killSiteOnly: () => Promise<void>
  controlSecret: () => string
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'wenqu-site-'))
}

/**
 * The platform as a person starts it, on free ports and a data folder of its own; but without the
 * demo's simulated readers, unless `DEMO_READERS` asks for them.
 */
export async function startSite(
  dataDir: string,
  options: { args?: string[]; env?: Record<string, string>; ports?: [number, number] } = {},
): Promise<RunningSite> {
  const [port, sandboxPort] = options.ports ?? [await freePort(), await freePort()]
  const child = spawn(process.execPath, ['src/main.ts', ...(options.args ?? [])], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: 'development',
      DATA_DIR: dataDir,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      DEMO_READERS: '0',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk)
    })
  }
  await untilReady(child, () => output)
  const pid = child.pid ?? 0
  return {
    url: `http://localhost:${port}`,
    sandboxUrl: /Sandbox\s+(http:[^（]+)/.exec(output)?.[1] ?? `http://localhost:${sandboxPort}`,
    dataDir,
    pid,
    output: () => output,
    stop: () => ended(child, () => process.kill(pid, 'SIGINT')),
    kill: async () => {
      await ended(child, () => killTree(pid, dataDir))
    },
    killSiteOnly: async () => {
      await ended(child, () => process.kill(pid, 'SIGKILL'))
    },
    controlSecret: () =>
      JSON.parse(readFileSync(join(dataDir, 'sandbox', 'sandbox-keys.json'), 'utf8')).controlSecret,
  }
}

/** A start that is expected to fail: what it said, and its exit code. */
export function refusedStart(
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['src/main.ts', '--empty'], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'development', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk)
      // It was to be refused and was not: that is the answer, not a reason to wait.
      if (output.includes('Ctrl-C')) child.kill('SIGINT')
    })
  }
  return new Promise((done) => child.once('close', (code) => done({ code, output })))
}

/** Whether a process bears this number; one that only waits to be buried does not count. */
export function isAlive(pid: number): boolean {
  return processMark(pid) !== null
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

export function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function untilReady(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((ready, failed) => {
    child.stdout?.on('data', () => {
      if (output().includes('Ctrl-C')) ready()
    })
    child.once('exit', (code) => failed(new Error(`the site ended with ${code}:\n${output()}`)))
  })
}

function ended(child: ChildProcess, how: () => void): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((done) => {
    child.once('exit', (code) => done(code))
    how()
  })
}

/** The site and its sandbox share a process group; PostgreSQL leads one of its own. */
function killTree(pid: number, dataDir: string): void {
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
  const postmaster = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
  process.kill(-postmaster, 'SIGKILL')
  process.kill(-pid, 'SIGKILL')
}
