import { createServer } from 'node:http'
import { explainFailure } from '#platform/boot/explain-failure.ts'
import { inBoth } from '#platform/boot/in-both.ts'
import { claimFolder, type Holder, releaseFolder } from '#platform/boot/instance-lock.ts'
import { openDatabase } from '#platform/boot/open-database.ts'
import { progress } from '#platform/boot/progress.ts'
import { resolveOnce } from '#platform/boot/resolve-once.ts'
import { type Sandbox, startSandbox } from '#platform/boot/start-sandbox.ts'
import { type Config, readConfig } from '#platform/config/config.ts'
import { describeError } from '#platform/log/describe-error.ts'

/** What was opened, in the order in which to close it. */
export type Closing = (() => unknown)[]

/** `--empty` starts without the demo, `--dev` with the pages straight from their source. */
export type Wishes = { empty: boolean; dev: boolean }

/** The service managers of most systems kill after ten seconds or more. */
const STOP_WITHIN_MS = 9_000

resolveOnce()
await start({ empty: process.argv.includes('--empty'), dev: process.argv.includes('--dev') })

async function start(wishes: Wishes): Promise<void> {
  const { config, problems } = readConfig(process.env)
  if (wishes.dev && config.production) {
    problems.push(inBoth('正式环境不能用 --dev。', '--dev is refused in production.'))
  }
  const named = await namedAccounts(config)
  stopOn([...problems, ...named.problems])
  const closing: Closing = []
  const isStopping = stopOnSignals(closing)
  try {
    const holder = claimFolder(config.dataDir, config.publicUrl)
    if (holder) stopOn([alreadyRuns(holder)])
    process.once('exit', () => releaseFolder(config.dataDir))
    await probePort(config)
    const { database, sandbox, site } = await progress('open', () => open(config, closing))
    config.sandboxUrl = sandbox?.url ?? null
    const accounts = sandbox ? (sandbox.accounts as typeof named.accounts) : named.accounts
    await site.runSite({ config, databaseUrl: database.url, accounts, ...wishes }, closing)
  } catch (error) {
    // A start that was stopped half-way fails for that reason only.
    if (isStopping()) return
    await closeAll(closing)
    stopOn([explainFailure(error, config)])
  }
}

/** Real merchant accounts, where the environment names any. */
async function namedAccounts({ gatewaysNamed }: Config) {
  if (!gatewaysNamed) return { accounts: {}, problems: [] }
  const { accountsFromEnv } = await import('#payments')
  return accountsFromEnv(process.env)
}

/** A port that somebody has is found before the long work, not after it. */
function probePort({ port, host }: Config): Promise<void> {
  return new Promise((free, failed) => {
    const probe = createServer().once('error', failed)
    probe.listen(port, host, () => probe.close(() => free()))
  })
}

/** The site's own modules are loaded while the processes beside it start. */
async function open(config: Config, closing: Closing) {
  const [database, sandbox, site] = await Promise.all([
    openDatabase(config).then((opened) => kept(opened, closing)),
    openSandbox(config).then((opened) => opened && kept(opened, closing)),
    import('./site.ts'),
  ])
  return { database, sandbox, site }
}

function kept<T extends { stop: () => unknown }>(opened: T, closing: Closing): T {
  closing.unshift(opened.stop)
  return opened
}

async function openSandbox(config: Config): Promise<Sandbox | null> {
  if (!config.sandbox) return null
  const { dataDir, sandboxPort: port, publicUrl: site } = config
  return startSandbox({ dataDir, port, site }, () =>
    console.error(
      inBoth(
        '支付沙箱意外退出；重新启动后才能付款。',
        'The payment sandbox ended by itself; start again to pay.',
      ),
    ),
  )
}

/** Once is enough: a second Ctrl-C does not hurry what is being written. */
function stopOnSignals(closing: Closing): () => boolean {
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    console.log('\n正在停止 · Stopping …')
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    await closeAll(closing)
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  // Whoever started this was killed, so that no signal comes.
  if (process.send) process.once('disconnect', stop)
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
