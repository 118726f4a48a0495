import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { removeFolder, startSite, temporaryFolder } from '#tests/running-site.ts'
import { table } from './table.ts'

/** Seconds to the first answer, and the memory of all processes at rest (proportional set size). */
export async function benchStart(): Promise<void> {
  const dataDir = temporaryFolder()
  const rows: (string | number)[][] = []
  for (const label of ['first start, demo written', 'second start', 'third start']) {
    const began = performance.now()
    const site = await startSite(dataDir)
    await fetch(site.url)
    const seconds = (performance.now() - began) / 1000
    await pause(5_000)
    rows.push([label, seconds, memoryOf(dataDir, site.pid), memoryOf(dataDir, site.pid, true)])
    await site.stop()
  }
  removeFolder(dataDir)
  table('Start', ['', 's to first 200', 'MB: site + PostgreSQL', 'MB: with the sandbox'], rows)
}

/** Shared pages count once, split among those who share them; Linux only. */
function memoryOf(dataDir: string, pid: number, withSandbox = false): number {
  let bytes = 0
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8')
      const session = readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ')[1]?.split(' ')
      const isSite = Number(entry) === pid
      const isSandbox = command.includes('simulators/main.ts') && session?.[2] === String(pid)
      const isPostgres = command.includes(dataDir) || isBackendOf(dataDir, session?.[1])
      if (!isSite && !isPostgres && !(withSandbox && isSandbox)) continue
      const rollup = readFileSync(`/proc/${entry}/smaps_rollup`, 'utf8')
      bytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1024
    } catch {
      // The process ended while we looked.
    }
  }
  return bytes / 1e6
}

function isBackendOf(dataDir: string, parent: string | undefined): boolean {
  try {
    return readFileSync(`/proc/${parent}/cmdline`, 'utf8').includes(`${dataDir}/postgres`)
  } catch {
    return false
  }
}
