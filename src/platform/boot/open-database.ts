import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { checkServer } from '../postgres/check-server.ts'
import { startEmbedded } from '../postgres/embedded/start-embedded.ts'
import { ensureDatabase } from '../postgres/ensure-database.ts'

const NAME = 'wenqu'

/** The database that the configuration names, or the embedded one in the data folder. */
export async function openDatabase(
  config: Config,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const { databaseUrl, dataDir } = config
  if (databaseUrl) {
    await checkServer(databaseUrl)
    return { url: databaseUrl, stop: async () => {} }
  }
  const server = await startEmbedded(join(dataDir, 'postgres'))
  await ensureDatabase(server.url('postgres'), NAME)
  return { url: server.url(NAME), stop: server.stop }
}
