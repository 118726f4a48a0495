import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { isSecure, needsSetup, setSiteAddress, setupToken } from '#accounts'
import { system } from '#kernel/actor.ts'
import { unavailable } from '#kernel/errors.ts'
import { configureStorage } from '#media'
import * as payments from '#payments'
import { explainFailure } from '#platform/boot/explain-failure.ts'
import { inBoth } from '#platform/boot/in-both.ts'
import { claimFolder, type Holder, releaseFolder } from '#platform/boot/instance-lock.ts'
import { openDatabase } from '#platform/boot/open-database.ts'
import { progress } from '#platform/boot/progress.ts'
import { developmentSecret } from '#platform/boot/secret.ts'
import { showBox, type Welcome } from '#platform/boot/show-box.ts'
import { startSandbox } from '#platform/boot/start-sandbox.ts'
import { type Config, readConfig } from '#platform/config/config.ts'
import { setSiteSecret } from '#platform/crypto/keys.ts'
import type { Ctx } from '#platform/ctx.ts'
import { listenForChanges } from '#platform/events/listen.ts'
import { describeError } from '#platform/log/describe-error.ts'
import { createLog, type Log } from '#platform/log/log.ts'
import { connect, type Db } from '#platform/postgres/db.ts'
import { migrate } from '#platform/postgres/migrate.ts'
import { createServer, type Pages } from './server.ts'
import { developPages } from './web/mount/develop-pages.ts'
import { loadPages } from './web/mount/load-pages.ts'
import { pageCache } from './web/mount/page-cache.ts'
import { startWorker } from './worker.ts'

/** What was opened, in the order in which to close it. */
type Closing = (() => unknown)[]

const now = () => new Date()
/** A film that somebody still watches does not keep the platform from ending. */
const DRAIN_MS = 2_000
/** The service managers of most systems kill after ten seconds or more. */
const STOP_WITHIN_MS = 9_000

/** `--empty` starts without the demo, `--dev` with the pages straight from their source. */
type Wishes = { empty: boolean; dev: boolean }

await start({ empty: process.argv.includes('--empty'), dev: process.argv.includes('--dev') })

async function start(wishes: Wishes): Promise<void> {
  const { config, problems } = readConfig(process.env)
  const named = payments.accountsFromEnv(process.env)
  if (wishes.dev && config.production) problems.push('--dev is refused in production.')
  stopOn([...problems, ...named.problems])
  const closing: Closing = []
  const isStopping = stopOnSignals(closing)
  try {
    const holder = claimFolder(config.dataDir, config.publicUrl)
    if (holder) stopOn([alreadyRuns(holder)])
    process.once('exit', () => releaseFolder(config.dataDir))
    // Before the long work, not after it.
    await (await listen(config, () => new Response()))()
    await run(config, named.accounts, wishes, closing)
  } catch (error) {
    // A start that was stopped half-way fails for that reason only.
    if (isStopping()) return
    await closeAll(closing)
    stopOn([explainFailure(error, config)])
  }
}

async function run(
  config: Config,
  accounts: payments.MerchantAccounts,
  { empty, dev }: Wishes,
  closing: Closing,
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
  const welcome = await furnish({ db, log, now: now(), actor: system('seed') }, config, empty)
  const cache = pageCache()
  closing.unshift(await listenForChanges(sql, cache.clear))
  const { pages, serveWith, stop }: Opened = dev
    ? await developPages()
    : await progress('pages', async () => ({
        pages: (await loadPages()).mountPages(config.pageCache ? cache : null),
      }))
  const around = { config, db, log, now }
  closing.unshift(await listen(config, createServer(around, pages).fetch, serveWith))
  // First to close: a browser holds on to the development server for as long as that lives.
  if (stop) closing.unshift(stop)
  if (config.worker) closing.unshift(startWorker(around).stop)
  showBox(config, welcome)
}

/** Writes the demo where it belongs, and never lets its people into a real site. */
async function furnish(ctx: Ctx, config: Config, empty: boolean): Promise<Welcome> {
  const demo = await import('../db/seed/demo-site.ts')
  if (config.production && (await demo.hasDemoPeople(ctx))) {
    throw unavailable('boot.demo_in_production')
  }
  const isOpen = await needsSetup(ctx)
  const state = await demo.demoState(ctx)
  if (!config.production && !empty && (state === 'started' || (state === 'none' && isOpen))) {
    const { seedOnFirstRun } = await import('../db/seed/seed.ts')
    await seedOnFirstRun(ctx, progress)
  }
  const hasDemo = !config.production && (await demo.hasDemoPeople(ctx))
  const path = isSecure() ? `/setup?token=${setupToken()}` : '/setup'
  return {
    setupPath: (await needsSetup(ctx)) ? path : null,
    demo: hasDemo ? demo.demoLogins : null,
  }
}

/** Real accounts if the environment names any, else the sandbox where it is allowed. */
async function openGateways(
  config: Config,
  named: payments.MerchantAccounts,
  { db, log }: { db: Db; log: Log },
  closing: Closing,
): Promise<void> {
  let accounts = named
  config.sandbox = config.sandbox && Object.keys(named).length === 0
  if (config.sandbox) {
    const sandbox = await progress('sandbox', () =>
      startSandbox(config.dataDir, config.sandboxPort, () =>
        log.error('the payment sandbox ended by itself; start again to pay'),
      ),
    )
    closing.unshift(sandbox.stop)
    config.sandboxUrl = sandbox.url
    accounts = sandbox.accounts as payments.MerchantAccounts
  }
  payments.configureGateways(
    payments.providersFor(accounts, surroundingsOf({ db, log }), { sandbox: config.sandbox }),
  )
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

/** Once is enough: a second Ctrl-C does not hurry what is being written. */
function stopOnSignals(closing: Closing): () => boolean {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, async () => {
      if (stopping) return
      stopping = true
      console.log('\n正在停止 · Stopping …')
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
      await closeAll(closing)
      process.exit(0)
    })
  }
  // A terminal or a pipe that is gone is no reason to fall over.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  return () => stopping
}

/** Last opened, first closed; one that fails does not keep the others open. */
async function closeAll(closing: Closing): Promise<void> {
  for (const close of closing.splice(0)) {
    try {
      await close()
    } catch (error) {
      console.error(describeError(error))
    }
  }
}

function alreadyRuns({ pid, url }: Holder): string {
  return inBoth(
    `问渠已经在用这个数据目录运行：${url}（进程 ${pid}）`,
    `Wenqu already runs on this data folder: ${url} (process ${pid})`,
  )
}

function stopOn(problems: string[]): void {
  if (problems.length === 0) return
  for (const problem of problems) console.error(`✗ ${problem}`)
  process.exit(1)
}
