import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { isDataFolder } from '../postgres/embedded/data-folder.ts'
import { embeddedUrl } from '../postgres/embedded/start-embedded.ts'
import { claimFolder, releaseFolder } from './instance-lock.ts'
import { openDatabase } from './open-database.ts'

/**
 * A site's database for a command beside it: the server of a site that runs is only visited; one
 * that stands still is started, and stopped by `stop`.
 */
export async function reachDatabase(
  config: Config,
  name: string,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = join(config.dataDir, 'postgres')
  if (config.databaseUrl) return openDatabase(config)
  if (!isDataFolder(folder)) throw new Error(`no site in ${config.dataDir}`)
  if (claimFolder(config.dataDir, name)) {
    return { url: embeddedUrl(folder), stop: async () => {} }
  }
  process.once('exit', () => releaseFolder(config.dataDir))
  return openDatabase(config)
}
