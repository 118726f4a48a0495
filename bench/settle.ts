import { generateKeyPairSync, sign, verify as verifySignature } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '#kernel/ids.ts'
import type * as payments from '#payments'
import { setSiteSecret } from '#platform/crypto/keys.ts'
import { startEmbedded } from '#platform/postgres/embedded/start-embedded.ts'
import { ensureDatabase } from '#platform/postgres/ensure-database.ts'
import { migrate } from '#platform/postgres/migrate.ts'
import { openSql } from '#platform/postgres/sql.ts'
import { buildShop } from '#tests/shop-parts.ts'
import { gatewayNames } from '../simulators/engine/faults.ts'
import { table } from './table.ts'

const ORDERS = 400
const AT_ONCE = 16

/**
 * Order → charge at the gateway → signed notification → order paid, access, ledger, event; against
 * what this machine can do at all: RSA verifications and single-row commits per second.
 */
export async function benchSettle(): Promise<void> {
  setSiteSecret('a secret for the bench only, never for a site')
  const folder = mkdtempSync(join(tmpdir(), 'wenqu-bench-'))
  const server = await startEmbedded(join(folder, 'pg'))
  await ensureDatabase(server.url('postgres'), 'bench')
  await migrate(server.url('bench'))
  const shop = await buildShop(server.url('bench'))
  const itemId = await shop.publish('结算')
  const rows: (string | number)[][] = []
  for (const method of gatewayNames) {
    const notices: payments.RawNotification[] = []
    const created = await timed(ORDERS, async () => {
      const buyer = await shop.buyer('b')
      const { ref } = await shop.order(buyer, itemId, method)
      shop.sandbox.control.pay(ref)
      notices.push(shop.notice(ref))
    })
    const settled = await timed(ORDERS, async (n) => {
      const raw = notices[n]
      if (raw) await shop.deliver(method, raw)
    })
    rows.push([`${method}: order, charge, pay, notice`, created], [`${method}: settle`, settled])
  }
  rows.push(['RSA-2048 verify', rsaPerSecond()])
  rows.push(['PostgreSQL single-row commits', await commitsPerSecond(server.url('bench'))])
  const limit = Math.min(...rows.slice(-2).map(([, value]) => Number(value)))
  const books = (await shop.booksAreRight()) ? 'balanced' : 'OFF BALANCE'
  const [paid] = await shop.sql`select count(*)::int as n from orders where status = 'paid'`
  await shop.close()
  await server.stop()
  table(
    `Settling, ${AT_ONCE} at once (${paid?.n} orders paid, books ${books})`,
    ['step', 'per second', '÷ the lower of the two limits'],
    rows.map(([name, value]) => [String(name), Number(value), Number(value) / limit]),
  )
}

async function timed(count: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const started = performance.now()
  let next = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let n = next++; n < count; n = next++) await work(n)
    }),
  )
  return count / ((performance.now() - started) / 1000)
}

function rsaPerSecond(): number {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const data = Buffer.from('x'.repeat(600))
  const signature = sign('sha256', data, privateKey)
  const started = performance.now()
  for (let n = 0; n < 5_000; n++) verifySignature('sha256', data, publicKey, signature)
  return 5_000 / ((performance.now() - started) / 1000)
}

async function commitsPerSecond(url: string): Promise<number> {
  const sql = openSql(url, { max: AT_ONCE })
  await sql`create table if not exists bench_rows (id uuid primary key)`
  const rate = await timed(2_000, () => sql`insert into bench_rows values (${newId(new Date())})`)
  await sql.end()
  return rate
}
