import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unavailable } from '#kernel/errors.ts'
import { isWeakSecret } from '../config/config.ts'

/** Development's own secret, made once and kept in the data folder (0600). */
export function developmentSecret(dataDir: string): string {
  const file = join(dataDir, 'secret')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const own = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(own, randomBytes(48).toString('base64url'), { mode: 0o600, flush: true })
  try {
    linkSync(own, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(own, { force: true })
  }
  const secret = readFileSync(file, 'utf8').trim()
  if (isWeakSecret(secret)) throw unavailable('boot.secret_damaged', { file })
  return secret
}
