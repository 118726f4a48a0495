import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { startEmbedded } from '../postgres/embedded.ts'
import { ensureDatabase } from '../postgres/migrate.ts'
import type { Progress } from './progress.ts'

const NAME = 'wenqu'

/** The database that the configuration names, or the embedded one in the data folder. */
export async function openDatabase(
  config: Config,
  progress: Progress,
): Promise<{ url: string; stop: () => Promise<void> }> {
  if (config.databaseUrl) return { url: config.databaseUrl, stop: async () => {} }
  const server = await progress('postgres', () => startEmbedded(join(config.dataDir, 'postgres')))
  await ensureDatabase(server.url('postgres'), NAME)
  return { url: server.url(NAME), stop: server.stop }
}
