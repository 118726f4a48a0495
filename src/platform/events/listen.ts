import type { Sql } from 'postgres'

/** The channel on which the database tells every process that public pages may have changed. */
const CHANNEL = 'wenqu_public_change'

/** Calls `changed` after each commit that touches public pages; returns how to stop. */
export async function listenForChanges(sql: Sql, changed: () => void): Promise<() => unknown> {
  const { unlisten } = await sql.listen(CHANNEL, changed, changed)
  return unlisten
}
