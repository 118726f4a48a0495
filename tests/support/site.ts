import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { setSiteAddress } from '#accounts'
import { configureStorage } from '#media'
import { type Config, readConfig } from '#platform/config/config.ts'
import type { Log } from '#platform/log/log.ts'
import { connect } from '#platform/postgres/db.ts'
import { createServer } from '../../src/server.ts'
import { loadPages } from '../../src/web/mount/load-pages.ts'
import { pageCache } from '../../src/web/mount/page-cache.ts'
import { castOf } from './cast.ts'
import { type Fetch, httpBrowser } from './http-browser.ts'
import { openShop } from './shop.ts'

export type Site = Awaited<ReturnType<typeof openSite>>

/**
 * The site in this process as `main.ts` composes it, over a shop with both simulated gateways.
 * It begins at the time of the machine, because better-auth looks at that clock, and then stands
 * still.
 */
export async function openSite(env: Record<string, string> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'wenqu-security-'))
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
  const shop = await openShop()
  shop.sandbox.time.now = new Date()
  const { config, problems } = readConfig({ PORT: '3000', DATA_DIR: dataDir, ...env })
  if (problems.length > 0) throw new Error(problems.join('\n'))
  setSiteAddress(config.publicUrl)
  configureStorage(dataDir)
  const { build, mountPages } = await loadPages()
  const lines: string[] = []
  const log = keepingLog(lines)
  const now = () => shop.sandbox.time.now

  /** One web process: its own connections and its own memory, the same database. */
  function process(db = shop.db, change: Partial<Config> = {}) {
    const cache = pageCache()
    const around = { config: { ...config, ...change }, db, log, now }
    const app = createServer(around, mountPages(cache))
    const fetch: Fetch = async (request, ipAddress) =>
      app.fetch(request, { incoming: { socket: { remoteAddress: ipAddress } }, outgoing: {} })
    return { app, cache, fetch }
  }

  function secondProcess(change: Partial<Config> = {}) {
    const connection = connect(shop.url)
    afterAll(() => connection.close())
    return process(connection.db, change)
  }

  /** A web process whose database is gone: each query of it fails. */
  function brokenProcess() {
    const connection = connect(shop.url)
    const ended = connection.close()
    afterAll(() => ended)
    return process(connection.db)
  }

  const first = process()
  let addresses = 0
  const newAddress = () => `198.51.${(addresses >> 8) & 255}.${addresses++ & 255}`
  const browser = (fetch = first.fetch, origin = config.publicUrl) =>
    httpBrowser(fetch, newAddress(), origin)
  const cast = castOf(shop, browser)
  return {
    ...shop,
    ...first,
    ...cast,
    config,
    build,
    browser,
    secondProcess,
    brokenProcess,
    logged: lines,
  }
}

function keepingLog(lines: string[]): Log {
  const line = (fields: unknown, message?: string) => {
    lines.push(`${JSON.stringify(fields)} ${message ?? ''}`)
  }
  return { debug: line, info: line, warn: line, error: line }
}
