import { localDisk } from './local-disk.ts'
import type { Storage } from './storage.ts'

let configured: Storage | null = null

/** Says once, at boot, in which folder media are kept; all processes of one site share it. */
export function configureStorage(dir: string): void {
  configured = localDisk(dir)
}

export function storage(): Storage {
  if (!configured) throw new Error('configureStorage was not called at boot')
  return configured
}
