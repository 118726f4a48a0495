import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { unavailable } from '#kernel/errors.ts'
import type { Runner } from './runner.ts'

/** What initdb leaves of itself while it is at work, beside the folder that it will become. */
const UNFINISHED = '.unfinished-'

/** Whether initdb once came to its end here. */
export function isDataFolder(dir: string): boolean {
  return existsSync(join(dir, 'PG_VERSION')) && existsSync(join(dir, 'global', 'pg_control'))
}

/**
 * Makes a data folder; it appears under its name whole or not at all. A folder that holds
 * something else is refused rather than emptied.
 */
export async function makeDataFolder(native: string, dir: string, runner: Runner): Promise<void> {
  if (existsSync(dir) && readdirSync(dir).length > 0) throw unavailable('postgres.broken', { dir })
  const parent = dirname(dir)
  const prefix = `${basename(dir)}${UNFINISHED}`
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(parent).filter((name) => name.startsWith(prefix))) {
    rmSync(join(parent, name), { recursive: true, force: true })
  }
  const own = join(parent, `${prefix}${randomBytes(4).toString('hex')}`)
  mkdirSync(own, { mode: 0o700 })
  runner.own(own)
  const { code, output } = await initdb(native, own, runner)
  if (code !== 0) {
    rmSync(own, { recursive: true, force: true })
    throw unavailable('postgres.initdb_failed', { output })
  }
  rmSync(dir, { recursive: true, force: true })
  renameSync(own, dir)
}

/** In a process group of its own: Ctrl-C lets it finish, which takes less than a second. */
function initdb(
  native: string,
  dir: string,
  runner: Runner,
): Promise<{ code: number | null; output: string }> {
  const [command, ...args] = runner.wrap([
    join(native, 'bin', 'initdb'),
    ...['-D', dir, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8'],
  ])
  return new Promise((done) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      ...runner.identity,
    })
    let output = ''
    child.stderr.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-4000)
    })
    child.once('error', (error) => done({ code: 1, output: String(error) }))
    child.once('close', (code) => done({ code, output }))
  })
}
