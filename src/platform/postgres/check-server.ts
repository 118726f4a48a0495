import { unavailable } from '#kernel/errors.ts'
import { openSql, sqlState } from './sql.ts'

const OLDEST_MAJOR = 14
const CONNECT_WITHIN_S = 10
/** May not, or the extension is not on the server's disk (0A000, 58P01 before version 14). */
const NO_EXTENSION = ['42501', '0A000', '58P01']

/** Refuses a foreign server that cannot carry the schema, in words that say what to do. */
export async function checkServer(url: string): Promise<void> {
  const sql = openSql(url, { max: 1, connect_timeout: CONNECT_WITHIN_S })
  try {
    const [server] = await sql<{ number: string; version: string; encoding: string }[]>`
      select current_setting('server_version_num') as number,
        current_setting('server_version') as version,
        current_setting('server_encoding') as encoding`
    if (Number(server?.number) < OLDEST_MAJOR * 10_000) {
      throw unavailable('postgres.too_old', { version: server?.version })
    }
    if (server?.encoding !== 'UTF8') {
      throw unavailable('postgres.not_utf8', { encoding: server?.encoding })
    }
    await sql`create extension if not exists pg_trgm`.catch((error: unknown) => {
      if (!NO_EXTENSION.includes(sqlState(error) ?? '')) throw error
      throw unavailable('postgres.no_trigrams')
    })
  } finally {
    await sql.end({ timeout: 1 })
  }
}
