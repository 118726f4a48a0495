import { execFileSync } from 'node:child_process'
import {
  existsSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * The process id of a server that runs on this folder now, whoever started it; null when there is
 * none, whatever a pid file says: its number may belong to somebody else by now.
 */
export function runningServer(dir: string): number | null {
  const pid = pidIn(dir)
  return pid !== null && isServerOf(pid, dir) ? pid : null
}

/**
 * A pid file whose number was given to another process since would keep the next server from
 * starting. It gets our own number, which PostgreSQL knows for stale when its parent bears it; the
 * rest stays, by which it finds out whether orphans of a killed server still use its memory. A file
 * that was torn goes.
 */
export function disownDeadServer(dir: string, socketDir: string): void {
  const file = join(dir, 'postmaster.pid')
  if (pidIn(dir) === null) rmSync(file, { force: true })
  else {
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^.*/, String(process.pid)))
  }
  for (const file of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) {
    rmSync(join(socketDir, file), { force: true })
  }
}

/** SIGINT is PostgreSQL's “fast” shutdown: sessions are ended, everything is written. */
export function tellServer(pid: number, dir: string): void {
  if (isServerOf(pid, dir)) signal(pid, 'SIGINT')
}

export async function stopServer(pid: number, dir: string): Promise<void> {
  tellServer(pid, dir)
  while (isServerOf(pid, dir)) await sleep(20)
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch {
    return false
  }
}

function pidIn(dir: string): number | null {
  const file = join(dir, 'postmaster.pid')
  if (!existsSync(file)) return null
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
  return Number.isInteger(pid) && pid > 1 ? pid : null
}

/** A postmaster works in its data folder, and that stays true when the folder is renamed. */
function isServerOf(pid: number, dir: string): boolean {
  if (!signal(pid, 0)) return false
  if (process.platform !== 'linux') return commandOf(pid).includes('postgres')
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dir)
  } catch {
    return false
  }
}

function commandOf(pid: number): string {
  if (process.platform === 'win32') return 'postgres'
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}
