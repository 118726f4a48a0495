import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configureGateways } from '#payments'
import { setSiteSecret } from '#platform/crypto/keys.ts'
import { startEmbedded } from '#platform/postgres/embedded/start-embedded.ts'
import { ensureDatabase } from '#platform/postgres/ensure-database.ts'
import { migrate } from '#platform/postgres/migrate.ts'
import { liveHeap, settledHeap } from '#tests/live-heap.ts'
import { linesOf, plantedIn, providerOfFile, sowCharges, writeBill } from '#tests/many-lines.ts'
import { reconcileAll } from '#tests/reconciling.ts'
import { buildShop } from '#tests/shop-parts.ts'
import { table } from './table.ts'

const DATE = '2026-11-21'
/** Payments of a bill and of one ten times larger: memory must not know the difference. */
const SIZES = [9_526, 95_260]

/**
 * One day's Alipay bill (zip, GBK) from file to differences found and fees booked, against merely
 * decoding the same file in the same run. Memory is what is held after a collection.
 */
export async function benchReconcile(): Promise<void> {
  setSiteSecret('a secret for the bench only, never for a site')
  const folder = mkdtempSync(join(tmpdir(), 'wenqu-bench-'))
  const server = await startEmbedded(join(folder, 'pg'))
  const rows: (string | number)[][] = []
  for (const payments of SIZES) {
    const name = `bench${payments}`
    await ensureDatabase(server.url('postgres'), name)
    await migrate(server.url(name))
    const path = join(folder, `${payments}.zip`)
    const lines = await writeBill(path, payments, DATE)
    await decode(path)
    const decoded = await timed(() => decode(path))
    const { seconds, heldMb, found } = await reconcileFile(server.url(name), path, payments)
    const size = lines.toLocaleString('en')
    rows.push([`${size} lines, decoded`, lines / decoded, '', ''])
    rows.push([`${size} lines, reconciled`, lines / seconds, decoded / seconds, heldMb, found])
  }
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
  const head = ['bill', 'lines per second', '÷ decoding alone', 'held at most, MB', 'differences']
  table('Reconciling a bill', head, rows)
}

async function decode(path: string): Promise<void> {
  for await (const _ of await linesOf(path)) {
    // Reading is all.
  }
}

async function reconcileFile(url: string, path: string, payments: number) {
  const shop = await buildShop(url)
  const { alipay } = shop.sandbox.providers
  await sowCharges(shop.sql, { payments, account: alipay.account, date: DATE })
  shop.sandbox.time.now = new Date('2026-11-23T06:00:00Z')
  const before = await settledHeap()
  let [read, peak, measuring] = [0, 0, 0]
  const onLine = () => {
    read += 1
    if (read % 5_000 !== 0) return
    const started = performance.now()
    peak = Math.max(peak, liveHeap())
    measuring += (performance.now() - started) / 1_000
  }
  configureGateways(
    [providerOfFile(alipay, { path, date: DATE, onLine })],
    () => shop.sandbox.time.now,
  )
  const seconds = await timed(() => reconcileAll(shop.as(shop.worker)))
  const [found] = await shop.sql`
    select count(*)::int as n from bill_differences where state = 'open'`
  const wanted = Object.values(plantedIn(payments)).reduce((sum, n) => sum + n, 0)
  await shop.sandbox.close()
  await shop.close()
  return {
    seconds: seconds - measuring,
    heldMb: (peak - before) / 2 ** 20,
    found: `${found?.n} of ${wanted} planted`,
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1_000
}
