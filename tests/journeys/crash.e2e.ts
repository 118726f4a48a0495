import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import * as accounts from '#accounts'
import { people, sessions } from '#accounts/tables.ts'
import * as catalog from '#catalog'
import * as commerce from '#commerce'
import { newId } from '#kernel/ids.ts'
import { money } from '#kernel/money.ts'
import { seededRandom } from '#kernel/random.ts'
import { setSiteSecret } from '#platform/crypto/keys.ts'
import type { Ctx } from '#platform/ctx.ts'
import { silent } from '#platform/log/log.ts'
import { connect } from '#platform/postgres/db.ts'
import { person } from '#tests/database.ts'
import { freePort, removeFolder, startSite, temporaryFolder } from '#tests/running-site.ts'

const SEED = Number(process.env.SEED ?? 20_260_301)
const PURCHASES = 200
const KILLS = 6
const dataDir = temporaryFolder()
const ports: [number, number] = [await freePort(), await freePort()]
const random = seededRandom(SEED)
let site = await startSite(dataDir, { args: ['--empty'], ports })
afterAll(async () => {
  await site.stop()
  removeFolder(dataDir)
})

/** The same database as the site's, by its socket; a new connection after every crash. */
function openDatabase() {
  const socket = encodeURIComponent(join(dataDir, 'postgres', 'socket'))
  return connect(`postgres://postgres@localhost/wenqu?host=${socket}`, { max: 4 })
}

async function prepare() {
  setSiteSecret(readFileSync(join(dataDir, 'secret'), 'utf8').trim())
  const { db, close } = openDatabase()
  const now = new Date()
  const ctx: Ctx = { db, now, log: silent, actor: { kind: 'visitor' } }
  const owner = await accounts.setUpSite(ctx, {
    siteName: '断电书院',
    currency: 'CNY',
    paymentMethods: ['alipay', 'wechat'],
    owner: { username: 'owner', email: 'o@example.com', password: '停电也不怕 2026', name: '站长' },
  })
  const as = { ...ctx, actor: person(owner.id, 'owner', 'creator') }
  const draft = await catalog.createItem(as, { kind: 'article', title: '断电时读' })
  await catalog.saveDraft(as, draft.id, {
    version: draft.version,
    access: 'sold',
    source: '开头\n\n<!--more-->\n\n正文',
  })
  await commerce.setPrice(as, draft.id, money(990n, 'CNY'))
  await catalog.publishItem(as, draft.id)
  const tokens: string[] = []
  for (let n = 0; n < PURCHASES; n++) tokens.push(await buyer(ctx, n))
  await close()
  return { itemId: draft.id, tokens }
}

async function buyer(ctx: Ctx, n: number): Promise<string> {
  const { db, now } = ctx
  const id = newId(now)
  const name = `buyer${n}`
  const at = { createdAt: now, updatedAt: now }
  const email = `${name}@example.com`
  await db.insert(people).values({ id, name, username: name, displayUsername: name, email, ...at })
  const token = `session-${id}`
  const expiresAt = new Date(now.getTime() + 3_600_000)
  await db.insert(sessions).values({ id: newId(now), token, personId: id, expiresAt, ...at })
  return accounts.issueApiToken(ctx, token)
}

async function control<T>(call: string, body: unknown): Promise<T> {
  const response = await fetch(`${site.sandboxUrl}/__control/${call}`, {
    method: 'POST',
    headers: { 'x-simulator-secret': site.controlSecret(), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${call}: ${response.status}`)
  return ((await response.json()) as { result: T }).result
}

/** Buys as a client would that tries again whatever breaks; gives up only when told to stop. */
async function purchase(itemId: string, token: string, n: number): Promise<void> {
  const method = n % 2 ? 'alipay' : 'wechat'
  for (let tries = 0; tries < 200; tries++) {
    try {
      const response = await fetch(`${site.url}/api/payments`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ courseId: itemId, method }),
      })
      if (response.status === 200) return
      const { paymentResult } = (await response.json()) as {
        paymentResult?: { orderNumber?: string; action?: { kind: string; url?: string } }
      }
      await payAtGateway(method, paymentResult?.orderNumber, paymentResult?.action)
    } catch {
      // Refused or cut off: the site is down or just dying.
    }
    await pause(100)
  }
}

async function payAtGateway(
  provider: 'alipay' | 'wechat',
  number: string | undefined,
  action: { kind: string; url?: string } | undefined,
): Promise<void> {
  if (!number || !action) return
  if (action.url) await control('open', { url: action.url })
  const { sql, close } = openDatabase()
  const [charge] = await sql`select out_trade_no from charges c join orders o
    on o.id::text = c.subject where o.number = ${number} and c.provider = ${provider}
    order by c.id desc limit 1`
  await close()
  if (charge) await control('pay', { provider, outTradeNo: charge.out_trade_no })
}

async function killAtRandom(done: () => boolean): Promise<number> {
  let kills = 0
  while (kills < KILLS && !done()) {
    await pause(300 + random() * 1500)
    if (done()) break
    await site.kill()
    kills++
    site = await startSite(dataDir, { args: ['--empty'], ports })
  }
  return kills
}

/** At rest nothing is owed: every order agrees with its charge, its access and the gateway. */
async function disagreements(): Promise<Record<string, unknown>[]> {
  type Trade = { outTradeNo: string; paidAt: number | null; refunds: { status: string }[] }
  const trades = await control<Trade[]>('trades', {})
  const paid = new Set(
    trades.flatMap((t) => (t.paidAt && t.refunds.length === 0 ? [t.outTradeNo] : [])),
  )
  const { sql, close } = openDatabase()
  const rows = await sql`
    select o.number, o.status, c.status as charge, c.out_trade_no,
      (select count(*)::int from entitlements e
        where e.source_id = o.id::text and e.revoked_at is null) as grants,
      (select count(*)::int from ledger_transfers t
        where t.subject = 'order:' || o.id and t.kind = 'sale') as sales
    from orders o join charges c on c.subject = o.id::text`
  const [books] = await sql`select coalesce(sum(amount_minor), 0)::text as sum from ledger_entries`
  const [grants] = await sql`select count(*)::int as n from entitlements where revoked_at is null`
  await close()
  const wrong = rows.filter((row) => {
    const isPaid = paid.has(row.out_trade_no)
    const agreed = isPaid
      ? row.status === 'paid' && row.charge === 'settled' && row.grants === 1 && row.sales === 1
      : row.charge !== 'settled'
    return !agreed
  })
  if (books?.sum !== '0') wrong.push({ books: books?.sum } as never)
  if (grants?.n !== paid.size) wrong.push({ grants: grants?.n, paid: paid.size } as never)
  return wrong
}

test(`200 purchases, killed at random moments, seed ${SEED}`, async () => {
  const { itemId, tokens } = await prepare()
  let left = tokens.length
  const queue = tokens.map((token, n) => ({ token, n }))
  const clients = Array.from({ length: 8 }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      await purchase(itemId, next.token, next.n)
      left--
    }
  })
  const kills = await killAtRandom(() => left === 0)
  await Promise.all(clients)
  expect(kills).toBeGreaterThan(0)
  // The worker's rounds heal what the last crash left; ask until nothing is left to heal.
  let wrong = await disagreements()
  for (let round = 0; round < 60 && wrong.length > 0; round++) {
    await pause(1000)
    wrong = await disagreements()
  }
  expect(wrong).toEqual([])
  const { sql, close } = openDatabase()
  const [sold] = await sql`select count(*)::int as n from orders where status = 'paid'`
  await close()
  expect(sold?.n).toBe(PURCHASES)
}, 300_000)
