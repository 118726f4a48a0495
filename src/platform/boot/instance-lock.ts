import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Claims the data folder for this process. Returns the address of the platform that already runs
 * on it, or null once claimed. What a killed process left behind does not count.
 */
export function claimFolder(dataDir: string, url: string): string | null {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'running')
  try {
    writeFileSync(file, `${process.pid}\n${url}`, { flag: 'wx' })
    return null
  } catch {
    const [pid, address] = readFileSync(file, 'utf8').split('\n')
    if (isPlatform(Number(pid))) return address ?? ''
    rmSync(file, { force: true })
    return claimFolder(dataDir, url)
  }
}

export function releaseFolder(dataDir: string): void {
  rmSync(join(dataDir, 'running'), { force: true })
}

/** A process id may have been given to somebody else meanwhile: look what it runs. */
function isPlatform(pid: number): boolean {
  if (!Number.isInteger(pid) || pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const commandLine = `/proc/${pid}/cmdline`
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('main.ts')
}
