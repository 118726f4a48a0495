import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { isSecure, needsSetup, setSiteAddress, setupToken } from '#accounts'
import { configureInvoices, invoiceHook } from '#commerce'
import { system } from '#kernel/actor.ts'
import { unavailable } from '#kernel/errors.ts'
import { configureStorage } from '#media'
import * as payments from '#payments'
import { progress } from '#platform/boot/progress.ts'
import { developmentSecret } from '#platform/boot/secret.ts'
import { seedBeside } from '#platform/boot/seed-beside.ts'
import { showBox, type Welcome } from '#platform/boot/show-box.ts'
import type { Config } from '#platform/config/config.ts'
import { setSiteSecret } from '#platform/crypto/keys.ts'
import type { Ctx } from '#platform/ctx.ts'
import { listenForChanges } from '#platform/events/listen.ts'
import { describeError } from '#platform/log/describe-error.ts'
import { createLog, type Log } from '#platform/log/log.ts'
import { connect, type Db } from '#platform/postgres/db.ts'
import { migrate } from '#platform/postgres/migrate.ts'
import type { Closing, Wishes } from './main.ts'
import { createServer, type Pages } from './server.ts'
import { developPages } from './web/mount/develop-pages.ts'
import { loadPages } from './web/mount/load-pages.ts'
import { pageCache } from './web/mount/page-cache.ts'
import { startWorker } from './worker.ts'

export type SiteParts = Wishes & {
  config: Config
  databaseUrl: string
  /** Real ones, or those of the sandbox. */
  accounts: payments.MerchantAccounts
}

const now = () => new Date()
/** A film that somebody still watches does not keep the platform from ending. */
const DRAIN_MS = 2_000

/** Everything between an open database and the first visitor. */
export async function runSite(parts: SiteParts, closing: Closing): Promise<void> {
  const { config, databaseUrl, accounts, empty, dev } = parts
  const log = createLog(config.logLevel)
  const secret = config.secret ?? developmentSecret(config.dataDir)
  setSiteSecret(secret)
  setSiteAddress(config.publicUrl)
  configureStorage(config.dataDir)
  await progress('db', () => migrate(databaseUrl))
  const { db, sql, close } = connect(databaseUrl)
  closing.unshift(close)
  const allowed = { sandbox: config.sandbox, testKeys: !config.production }
  const around = { config, db, log, now }
  payments.configureGateways([
    ...payments.providersFor(accounts, surroundingsOf(around), allowed),
    payments.personalProvider(),
  ])
  configureInvoices(config.invoiceHook && invoiceHook(config.invoiceHook, { now }))
  payments.configurePayers(payments.payersFor(accounts, surroundingsOf(around)))
  let furnished: Promise<unknown> = Promise.resolve()
  const seed = async () => {
    const seeding = seedBeside(config, databaseUrl, secret)
    closing.unshift(seeding.stop)
    await seeding.site
    furnished = seeding.done.catch((error) =>
      log.error({ error: describeError(error) }, 'no readers'),
    )
  }
  const welcome = await furnish({ db, log, now: now(), actor: system('seed') }, config, () =>
    empty ? null : progress('seed', seed),
  )
  const cache = pageCache()
  closing.unshift(await listenForChanges(sql, cache.clear))
  const { pages, serveWith, stop }: Opened = dev
    ? await developPages()
    : await progress('pages', async () => ({
        pages: (await loadPages()).mountPages(config.pageCache ? cache : null),
      }))
  closing.unshift(await listen(config, createServer(around, pages).fetch, serveWith))
  // First to close: a browser holds on to the development server for as long as that lives.
  if (stop) closing.unshift(stop)
  if (config.worker) closing.unshift(startWorker(around, furnished).stop)
  showBox(config, welcome)
}

/** Writes the demo where it belongs, and never lets its people into a real site. */
async function furnish(
  ctx: Ctx,
  config: Config,
  seed: () => Promise<void> | null,
): Promise<Welcome> {
  const demo = await import('../db/seed/demo-site.ts')
  if (config.production && (await demo.hasDemoPeople(ctx))) {
    throw unavailable('boot.demo_in_production')
  }
  const isOpen = await needsSetup(ctx)
  const state = await demo.demoState(ctx)
  if (!config.production && (state === 'started' || (state === 'none' && isOpen))) await seed()
  const hasDemo = !config.production && (await demo.hasDemoPeople(ctx))
  const path = isSecure() ? `/setup?token=${setupToken()}` : '/setup'
  return {
    setupPath: (await needsSetup(ctx)) ? path : null,
    demo: hasDemo ? demo.demoLogins : null,
  }
}

function surroundingsOf({ db, log }: { db: Db; log: Log }): payments.AroundOf {
  return (provider) => ({
    now,
    nonce: () => crypto.randomUUID().replaceAll('-', ''),
    onExchange: (exchange) => {
      const ctx = { db, log, now: now(), actor: system('gateway') }
      payments.logExchange(ctx, provider, exchange).catch((error) => {
        log.error({ provider, error: describeError(error) }, 'payment log not written')
      })
    },
  })
}

/** Pages to mount; in development also the server that hands their source to the browser. */
type Opened = {
  pages: Pages
  serveWith?: (site: RequestListener) => Server
  stop?: () => Promise<void>
}

function listen(
  config: Config,
  fetch: (request: Request) => Response | Promise<Response>,
  serveWith: Opened['serveWith'] = createHttpServer,
): Promise<() => Promise<void>> {
  return new Promise((ready, failed) => {
    const server = serveWith(getRequestListener(fetch, { hostname: config.host }))
    server.listen(config.port, config.host, () =>
      ready(
        () =>
          new Promise((closed) => {
            server.close(() => closed())
            setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref()
            server.closeIdleConnections()
          }),
      ),
    )
    server.once('error', failed)
  })
}
