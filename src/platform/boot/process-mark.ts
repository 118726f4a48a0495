import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Tells one process from every other that may ever bear its number: when it started, and in which
 * run of the machine. Null for a number that nobody has, or only a zombie.
 */
export function processMark(pid: number): string | null {
  if (!Number.isInteger(pid) || pid <= 0) return null
  try {
    if (process.platform === 'linux') return markFromProc(pid)
    if (process.platform === 'win32') return process.kill(pid, 0) ? 'alive' : null
    const command = ['-o', 'lstart=', '-p', String(pid)]
    return execFileSync('ps', command, { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}

/** proc(5): what follows the command's closing bracket begins with field 3, the state. */
function markFromProc(pid: number): string | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ')
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return /^[ZX]/.test(fields[0] ?? '') ? null : `${boot} ${fields[22 - 3]}`
}
