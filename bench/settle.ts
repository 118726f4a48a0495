import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync, sign, verify as verifySignature } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
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
/** Compiles what is hot before anything is measured. */
const WARM_UP = 100
const SECRET = 'a secret for the bench only, never for a site'
const AT_ONCE = 16

/**
 * Signed notification → verified, charge settled, order paid, access, shares, ledger, event: over
 * HTTP into one and into two web processes on one database; against what this machine can do at
 * all in the same run: RSA verifications and single-row commits per second.
 */
export async function benchSettle(): Promise<void> {
  setSiteSecret(SECRET)
  const folder = mkdtempSync(join(tmpdir(), 'wenqu-bench-'))
  const server = await startEmbedded(join(folder, 'pg'))
  await ensureDatabase(server.url('postgres'), 'bench')
  await migrate(server.url('bench'))
  const shop = await buildShop(server.url('bench'))
  const itemId = await shop.publish('结算')
  const rows: [string, number][] = []
  const memory: string[] = []
  for (const method of gatewayNames) {
    for (const processes of [1, 2]) {
      const notices = await paidOrders(shop, itemId, method)
      const webs = await Promise.all(
        Array.from({ length: processes }, () => startWeb(server.url('bench'), shop)),
      )
      await deliverAll(webs, method, notices.splice(0, WARM_UP))
      const before = webs.map(residentMb)
      const settled = await deliverAll(webs, method, notices)
      const after = webs.map(residentMb)
      rows.push([`${method}: settled, ${processes} process${processes > 1 ? 'es' : ''}`, settled])
      memory.push(`${before.join('+')} → ${after.join('+')} MB`)
      for (const { child } of webs) child.kill()
    }
  }
  const [rsa, commits] = [rsaPerSecond(), await commitsPerSecond(server.url('bench'))]
  const limit = Math.min(rsa, commits)
  const books = (await shop.booksAreRight()) ? 'balanced' : 'OFF BALANCE'
  const [paid] = await shop.sql`select count(*)::int as n from orders where status = 'paid'`
  await shop.close()
  await server.stop()
  table(
    `Settling, ${AT_ONCE} at once (${paid?.n} orders paid, books ${books})`,
    ['step', 'per second', '÷ the lower of the two limits', 'memory before → after'],
    [
      ...rows.map(([name, value], n) => [name, value, value / limit, memory[n] ?? '']),
      ['RSA-2048 verify', rsa, rsa / limit, ''],
      ['PostgreSQL single-row commits', commits, commits / limit, ''],
    ],
  )
}

type Shop = Awaited<ReturnType<typeof buildShop>>
type Web = { child: ChildProcess; port: number }

/** Orders that are paid at the gateway, and the notifications that say so. */
async function paidOrders(shop: Shop, itemId: string, method: (typeof gatewayNames)[number]) {
  const notices: payments.RawNotification[] = []
  await timed(ORDERS + WARM_UP, async () => {
    const { ref } = await shop.order(await shop.buyer('b'), itemId, method)
    shop.sandbox.control.pay(ref)
    notices.push(shop.notice(ref))
  })
  return notices
}

/** A web process of the platform with its clock at the sandbox's. */
function startWeb(databaseUrl: string, shop: Shop): Promise<Web> {
  const { alipay, wechat, stripe } = shop.sandbox.simulators
  const orders = {
    databaseUrl,
    secret: SECRET,
    now: shop.sandbox.time.now.toISOString(),
    accounts: { alipay, wechat, stripe },
  }
  const file = join(import.meta.dirname, '../tests/support/web-process.ts')
  const child = spawn(process.execPath, ['--no-warnings', file], {
    env: { ...process.env, ORDERS: JSON.stringify(orders) },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  return new Promise((ready, failed) => {
    child.once('error', failed)
    child.stdout?.once('data', (text: Buffer) => ready({ child, port: Number(String(text)) }))
  })
}

/** Every notification once, to the processes in turn; throws for one that is not acknowledged. */
async function deliverAll(
  webs: Web[],
  method: string,
  notices: payments.RawNotification[],
): Promise<number> {
  return timed(notices.length, async (n) => {
    const raw = notices[n]
    const web = webs[n % webs.length]
    if (!raw || !web) return
    const response = await fetch(`http://127.0.0.1:${web.port}/api/gateways/${method}/notify`, {
      method: 'POST',
      headers: raw.headers,
      body: raw.body as BodyInit,
    })
    if (!response.ok) throw new Error(`${method}: ${response.status}`)
    await response.arrayBuffer()
  })
}

/** Resident memory of a process; 0 where /proc does not tell. */
function residentMb({ child }: Web): number {
  try {
    const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
    return Math.round(Number(kb ?? 0) / 1024)
  } catch {
    return 0
  }
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
