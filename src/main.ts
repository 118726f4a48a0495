import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { setSiteAddress } from '#accounts'
import { system } from '#kernel/actor.ts'
import { configureStorage } from '#media'
import * as payments from '#payments'
import { claimFolder, releaseFolder } from '#platform/boot/instance-lock.ts'
import { openDatabase } from '#platform/boot/open-database.ts'
import { progress, showBox } from '#platform/boot/progress.ts'
import { developmentSecret } from '#platform/boot/secret.ts'
import { type Sandbox, startSandbox } from '#platform/boot/start-sandbox.ts'
import { type Config, readConfig } from '#platform/config/config.ts'
import { setSiteSecret } from '#platform/crypto/keys.ts'
import { listenForChanges } from '#platform/events/listen.ts'
import { createLog, type Log } from '#platform/log/log.ts'
import { connect, type Db } from '#platform/postgres/db.ts'
import { migrate } from '#platform/postgres/migrate.ts'
import { createServer, type Pages } from './server.ts'
import { developPages } from './web/mount/develop-pages.ts'
import { loadPages } from './web/mount/load-pages.ts'
import { pageCache } from './web/mount/page-cache.ts'
import { startWorker } from './worker.ts'

const now = () => new Date()

/** `--empty` starts without the demo, `--dev` with the pages straight from their source. */
type Wishes = { empty: boolean; dev: boolean }

await start({ empty: process.argv.includes('--empty'), dev: process.argv.includes('--dev') })

async function start(wishes: Wishes): Promise<void> {
  const { config, problems } = readConfig(process.env)
  const named = payments.accountsFromEnv(process.env)
  if (wishes.dev && config.production) problems.push('--dev is refused in production.')
  stopOn([...problems, ...named.problems])
  const running = claimFolder(config.dataDir, config.publicUrl)
  if (running !== null) stopOn([`Wenqu already runs on this data folder: ${running}`])
  process.once('exit', () => releaseFolder(config.dataDir))
  const closing: (() => unknown)[] = []
  stopOnSignals(closing)
  try {
    await run(config, named.accounts, wishes, closing)
  } catch (error) {
    await closeAll(closing)
    stopOn([explain(error, config)])
  }
}

async function run(
  config: Config,
  accounts: payments.MerchantAccounts,
  { empty, dev }: Wishes,
  closing: (() => unknown)[],
): Promise<void> {
  const log = createLog(config.logLevel)
  setSiteSecret(config.secret ?? developmentSecret(config.dataDir))
  setSiteAddress(config.publicUrl)
  configureStorage(config.dataDir)
  const database = await openDatabase(config, progress)
  closing.unshift(database.stop)
  await progress('db', () => migrate(database.url))
  const { db, sql, close } = connect(database.url)
  closing.unshift(close)
  await openGateways(config, accounts, { db, log }, closing)
  const ctx = { db, log, now: now(), actor: system('seed') }
  if (!config.production && !empty) {
    const { seedOnFirstRun } = await import('../db/seed/seed.ts')
    await seedOnFirstRun(ctx, progress)
  }
  const cache = pageCache()
  closing.unshift(await listenForChanges(sql, cache.clear))
  const { pages, serveWith, stop }: Opened = dev
    ? await developPages()
    : { pages: (await loadPages()).mountPages(config.pageCache ? cache : null) }
  const around = { config, db, log, now }
  closing.unshift(await listen(config, createServer(around, pages).fetch, serveWith))
  // First to close: a browser holds on to the development server for as long as that lives.
  if (stop) closing.unshift(stop)
  if (config.worker) closing.unshift(startWorker(around).stop)
  showBox(config)
}

/** Real accounts if the environment names any, else the sandbox where it is allowed. */
async function openGateways(
  config: Config,
  named: payments.MerchantAccounts,
  around: { db: Db; log: Log },
  closing: (() => unknown)[],
): Promise<void> {
  let accounts = named
  config.sandbox = config.sandbox && Object.keys(named).length === 0
  if (config.sandbox) {
    const sandbox: Sandbox = await startSandbox(config.dataDir, config.sandboxPort)
    closing.unshift(sandbox.stop)
    config.sandboxUrl = sandbox.url
    accounts = sandbox.accounts as payments.MerchantAccounts
  }
  payments.configureGateways(
    payments.providersFor(accounts, surroundingsOf(around), { sandbox: config.sandbox }),
  )
}

function surroundingsOf({ db, log }: { db: Db; log: Log }): payments.AroundOf {
  return (provider) => ({
    now,
    nonce: () => crypto.randomUUID().replaceAll('-', ''),
    onExchange: (exchange) => {
      const ctx = { db, log, now: now(), actor: system('gateway') }
      payments.logExchange(ctx, provider, exchange).catch((error) => {
        log.error({ provider, error: String(error) }, 'payment log not written')
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
            server.closeIdleConnections()
          }),
      ),
    )
    server.once('error', failed)
  })
}

function stopOnSignals(closing: (() => unknown)[]): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, async () => {
      if (stopping) return
      stopping = true
      const slow = setTimeout(() => process.exit(1), 15_000)
      slow.unref()
      await closeAll(closing)
      process.exit(0)
    })
  }
}

/** Last opened, first closed; one that fails does not keep the others open. */
async function closeAll(closing: (() => unknown)[]): Promise<void> {
  for (const close of closing.splice(0)) {
    try {
      await close()
    } catch (error) {
      console.error(String(error))
    }
  }
}

function explain(error: unknown, config: Config): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `Port ${config.port} is in use; choose another: PORT=${config.port + 10} npm start`
  }
  if (error instanceof Error && 'details' in error) {
    return `${error.message} ${JSON.stringify(error.details)}`
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function stopOn(problems: string[]): void {
  if (problems.length === 0) return
  for (const problem of problems) console.error(`✗ ${problem}`)
  process.exit(1)
}
