import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { processMark } from './process-mark.ts'

export type Holder = { pid: number; url: string }

/**
 * Claims the data folder for this process. Returns who holds it already, or null once claimed.
 * What a killed process left behind does not count, whoever bears its number by now.
 */
export function claimFolder(dataDir: string, url: string): Holder | null {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'running')
  const own = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(own, `${process.pid}\n${url}\n${processMark(process.pid)}`, { mode: 0o600 })
  try {
    for (;;) {
      if (linked(own, file)) return null
      const claim = read(file)
      const holder = claim === null ? null : living(claim)
      if (holder) return holder
      if (claim !== null) withdraw(file, claim)
    }
  } finally {
    rmSync(own, { force: true })
  }
}

/** Gives the folder up, unless it is somebody else's by now. */
export function releaseFolder(dataDir: string): void {
  const file = join(dataDir, 'running')
  if (read(file)?.startsWith(`${process.pid}\n`)) rmSync(file, { force: true })
}

/** The file appears whole or not at all: a claim is never read half-written. */
function linked(own: string, file: string): boolean {
  try {
    linkSync(own, file)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

function living(claim: string): Holder | null {
  const [number, url = '', mark = ''] = claim.split('\n')
  const pid = Number(number)
  return pid !== process.pid && mark !== '' && processMark(pid) === mark ? { pid, url } : null
}

/** Of several that find the same dead claim each may move it away; a living one goes back. */
function withdraw(file: string, dead: string): void {
  const aside = `${file}.${randomBytes(6).toString('hex')}`
  try {
    renameSync(file, aside)
    if (readFileSync(aside, 'utf8') !== dead) linked(aside, file)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null
}
