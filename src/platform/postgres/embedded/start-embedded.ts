import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { unavailable } from '#kernel/errors.ts'
import { openSql } from '../sql.ts'
import { isDataFolder, makeDataFolder } from './data-folder.ts'
import { nativeFolder } from './native.ts'
import { disownDeadServer, runningServer, stopServer, tellServer } from './postmaster.ts'
import { asOwnUser, type Runner } from './runner.ts'

export type Embedded = { url: (database: string) => string; stop: () => Promise<void> }

/** A Unix socket path is cut at 107 bytes by the kernel; the file name takes 17 of them. */
const MAX_SOCKET_DIR_BYTES = 90
/** Recovery after a crash replays at most what one checkpoint interval wrote. */
const READY_WITHIN_MS = 120_000
/** Sized for a small server: the operating system's page cache does the rest. */
const SETTINGS = ['shared_buffers=48MB', 'max_connections=80', 'jit=off', 'listen_addresses=']
/** For databases that are thrown away: nothing to keep, so nothing to wait for. */
const THROWAWAY = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']

type Place = { dir: string; socketDir: string; url: (database: string) => string }

/**
 * Starts PostgreSQL from the npm package on a data folder, making it on first use, or takes over
 * one that a crashed run left alive. It listens on a Unix socket in the folder only.
 */
export async function startEmbedded(
  folder: string,
  options: { throwaway?: boolean } = {},
): Promise<Embedded> {
  const place = placeOf(resolve(folder))
  const native = nativeFolder()
  const runner = asOwnUser(place.dir)
  if (!isDataFolder(place.dir)) await makeDataFolder(native, place.dir, runner)
  const left = await adopt(place)
  if (left !== null) return handle(place, adopted(left, place.dir))
  disownDeadServer(place.dir, place.socketDir)
  makeSocketFolder(place.socketDir, runner)
  const settings = [...SETTINGS, ...(options.throwaway ? THROWAWAY : [])]
  const [command, ...args] = runner.wrap([
    join(native, 'bin', 'postgres'),
    ...['-D', place.dir, '-k', place.socketDir, ...settings.flatMap((one) => ['-c', one])],
  ])
  return launch(place, () =>
    // Its own process group: Ctrl-C reaches the platform first, which then stops it in order.
    spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      ...runner.identity,
    }),
  )
}

/** Where the server on a data folder listens, for a visitor who neither starts nor stops it. */
export function embeddedUrl(folder: string): string {
  return placeOf(resolve(folder)).url('wenqu')
}

function placeOf(dir: string): Place {
  const inside = join(dir, 'socket')
  const hash = createHash('sha256').update(dir).digest('hex').slice(0, 16)
  const fits = Buffer.byteLength(inside) <= MAX_SOCKET_DIR_BYTES
  const socketDir = fits ? inside : join(tmpdir(), `wenqu-${hash}`)
  const host = encodeURIComponent(socketDir)
  return {
    dir,
    socketDir,
    url: (database) => `postgres://postgres@localhost/${database}?host=${host}`,
  }
}

/** Waits while one that a killed platform left alive recovers, or ends; null when none is left. */
async function adopt({ dir, url }: Place): Promise<number | null> {
  const deadline = performance.now() + READY_WITHIN_MS
  for (;;) {
    const pid = runningServer(dir)
    if (pid === null || (await isReady(url('postgres')))) return pid
    if (performance.now() > deadline) throw unavailable('postgres.stuck', { pid, dir })
    await sleep(20)
  }
}

/** Whoever may write in a shared temporary folder could stand there in our place. */
function makeSocketFolder(folder: string, runner: Runner): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { uid } = lstatSync(folder)
  const ours = [process.getuid?.() ?? uid, runner.identity.uid]
  if (!ours.includes(uid)) throw unavailable('postgres.foreign_folder', { folder })
  runner.own(folder)
}

/** Backends of a server that was killed end within moments, and must before the next one starts. */
async function launch(place: Place, start: () => ChildProcess): Promise<Embedded> {
  const deadline = performance.now() + READY_WITHIN_MS
  for (;;) {
    const child = start()
    const server = handle(place, ownChild(child))
    const failure = await untilReady(child, place, deadline)
    if (failure === null) return server
    await server.stop()
    if (!failure.includes('shared memory block') || performance.now() > deadline) {
      throw unavailable('postgres.start_failed', { output: failure })
    }
    await sleep(50)
  }
}

/** What the server said when it did not start; null when it did. */
async function untilReady(
  child: ChildProcess,
  { url }: Place,
  deadline: number,
): Promise<string | null> {
  let output = ''
  let ended = false
  const end = (words: unknown) => {
    output += String(words)
    ended = true
  }
  child.stderr?.on('data', (chunk) => {
    output = `${output}${chunk}`.slice(-4000)
  })
  child.once('error', end)
  child.once('close', () => end(''))
  while (!(await isReady(url('postgres')))) {
    if (ended || performance.now() > deadline) return output
    await sleep(10)
  }
  child.unref()
  return null
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

type Server = { tell: () => void; stop: () => Promise<void> }

function ownChild(child: ChildProcess): Server {
  return { tell: () => child.kill('SIGINT'), stop: () => stopChild(child) }
}

function adopted(pid: number, dir: string): Server {
  return { tell: () => tellServer(pid, dir), stop: () => stopServer(pid, dir) }
}

/** Whichever way this process ends short of a kill, the server is told to end too. */
function handle({ url }: Place, { tell, stop }: Server): Embedded {
  let stopping: Promise<void> | null = null
  process.once('exit', tell)
  return {
    url,
    stop: () => {
      stopping ??= stop().then(() => {
        process.removeListener('exit', tell)
      })
      return stopping
    },
  }
}

function stopChild(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null || !child.pid) return done()
    child.ref()
    child.once('exit', () => done())
    child.kill('SIGINT')
  })
}
