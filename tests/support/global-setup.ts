import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type Embedded, startEmbedded } from '#platform/postgres/embedded/start-embedded.ts'
import { ensureDatabase } from '#platform/postgres/ensure-database.ts'
import { migrate } from '#platform/postgres/migrate.ts'
import { openSql } from '#platform/postgres/sql.ts'

declare module 'vitest' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: declaration merging needs an interface
  export interface ProvidedContext {
    serverUrl: string
  }
}

export const TEMPLATE = 'wenqu_template'

let running: { folder: string; server: Embedded; projects: number } | null = null

/**
 * One throw-away PostgreSQL for the whole run, with a migrated database to clone.
 * TEST_DATABASE_URL names another server's `postgres` database instead: the suite on version 14.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!running) {
    const folder = mkdtempSync(join(tmpdir(), 'wenqu-test-'))
    const named = process.env.TEST_DATABASE_URL
    const server = named
      ? await foreignServer(named)
      : await startEmbedded(join(folder, 'pg'), { throwaway: true })
    await ensureDatabase(server.url('postgres'), TEMPLATE)
    await migrate(server.url(TEMPLATE))
    running = { folder, server, projects: 0 }
  }
  running.projects++
  project.provide('serverUrl', running.server.url('postgres'))
  return teardown
}

async function foreignServer(address: string): Promise<Embedded> {
  const sql = openSql(address, { max: 1 })
  await sql.unsafe(`drop database if exists ${TEMPLATE} with (force)`)
  await sql.end()
  const url = (database: string) => {
    const named = new URL(address)
    named.pathname = `/${database}`
    return named.href
  }
  return { url, stop: async () => {} }
}

async function teardown(): Promise<void> {
  if (!running || --running.projects > 0) return
  const { folder, server } = running
  running = null
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
