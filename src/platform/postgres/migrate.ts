import { resolve } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import { openSql } from './sql.ts'

const FOLDER = resolve(import.meta.dirname, '../../../db/migrations')
/** Any fixed number: two processes that start together must agree on it. */
const LOCK = 7_301_119_004

/**
 * Brings the database to the newest schema. All pending files run in one transaction, so a crash
 * leaves none of them half done; an advisory lock lets one process at a time do it.
 */
export async function migrate(url: string): Promise<void> {
  const sql = openSql(url, { max: 1 })
  try {
    await sql`select pg_advisory_lock(${LOCK})`
    await runMigrations(drizzle(sql), { migrationsFolder: FOLDER })
  } finally {
    await sql.end({ timeout: 5 })
  }
}
