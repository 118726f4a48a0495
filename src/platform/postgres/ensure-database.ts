import { openSql } from './sql.ts'

/** Makes the database when the server does not have it yet. */
export async function ensureDatabase(serverUrl: string, name: string): Promise<void> {
  const sql = openSql(serverUrl, { max: 1 })
  try {
    const found = await sql`select 1 from pg_database where datname = ${name}`
    if (found.length === 0) await sql.unsafe(`create database "${name}"`)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
