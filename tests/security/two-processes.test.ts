import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as library from '#library'
import type { RawNotification } from '#payments'
import { TEST_SECRET } from '#tests/setup.ts'
import { openSite } from '#tests/site.ts'
import type { Orders } from '#tests/web-process.ts'
import { type GatewayName, gatewayNames } from '../../simulators/engine/faults.ts'

const site = await openSite()
const { sql, sandbox } = site
const other = site.secondProcess()
type Send = (provider: GatewayName, raw: RawNotification) => Promise<Response>

async function counts(orderId: string) {
  const [row] = await sql`
    select (select count(*)::int from entitlements where source_id = ${orderId}) as grants,
      (select count(*)::int from charges
        where subject = ${orderId} and status = 'settled') as settled,
      (select count(*)::int from ledger_transfers
        where subject = ${`order:${orderId}`} and kind = 'sale') as sales,
      (select count(*)::int from order_history where order_id = ${orderId} and to_status = 'paid')
        as paid, (select count(*)::int from gateway_events) as events`
  const { events, ...rest } = row ?? {}
  return rest
}
const ONCE = { grants: 1, settled: 1, sales: 1, paid: 1 }

/** A hundred times the same bytes, 32 under way at any moment, in turns to each process. */
async function flood(provider: GatewayName, raw: RawNotification, processes: Send[]) {
  const answers: { status: number; body: string }[] = []
  let next = 0
  const lane = async () => {
    while (next < 100) {
      const send = processes[next++ % processes.length]
      const answer = await send?.(provider, raw)
      answers.push({ status: answer?.status ?? 0, body: (await answer?.text()) ?? '' })
    }
  }
  await Promise.all(Array.from({ length: 32 }, lane))
  return answers
}

async function paidOrder(method: GatewayName) {
  const [buyer, itemId] = [await site.buyer('抢购'), await site.publish('一物')]
  const { placed, ref } = await site.order(buyer, itemId, method)
  sandbox.control.pay(ref)
  return { buyer, itemId, orderId: placed.id, raw: site.notice(ref) }
}

const acknowledgements = {
  alipay: { status: 200, body: 'success' },
  wechat: { status: 204, body: '' },
  stripe: { status: 200, body: '' },
}

async function expectOnce(provider: GatewayName, processes: Send[]): Promise<void> {
  const { buyer, itemId, orderId, raw } = await paidOrder(provider)
  const answers = await flood(provider, raw, processes)
  expect(answers).toHaveLength(100)
  expect(answers.filter(({ status }) => status >= 300)).toEqual([])
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set([JSON.stringify(acknowledgements[provider])]),
  )
  expect(await counts(orderId)).toEqual(ONCE)
  expect((await library.holds(site.as(buyer), [itemId])).has(itemId)).toBe(true)
  expect(await site.booksAreRight()).toBe(true)
}

describe.each(gatewayNames)('F01, F02: one notification of %s a hundred times', (provider) => {
  const through =
    (fetch: typeof site.fetch): Send =>
    (name, { headers, body }) =>
      fetch(
        new Request(`http://localhost:3000/api/gateways/${name}/notify`, {
          method: 'POST',
          headers,
          body: body as BodyInit,
        }),
        '203.0.113.1',
      )

  test('to two servers on one database is one payment, one grant, one transfer', async () => {
    await expectOnce(provider, [through(site.fetch), through(other.fetch)])
  })

  test('to two operating-system processes is one payment, one grant, one transfer', async () => {
    await expectOnce(
      provider,
      ports.map(
        (port): Send =>
          (name, { headers, body }) =>
            fetch(`http://127.0.0.1:${port}/api/gateways/${name}/notify`, {
              method: 'POST',
              headers,
              body: body as BodyInit,
            }),
      ),
    )
  })

  test.each(['forge', 'tamper', 'foreignMerchant', 'amountDelta'] as const)(
    'with %s to both changes nothing, is not taken for paid, and leaves its rows',
    async (alteration) => {
      const [buyer, itemId] = [await site.buyer('伪造'), await site.publish('一物')]
      const { placed, ref } = await site.order(buyer, itemId, provider)
      sandbox.control.pay(ref)
      const raw = site.notice(ref, { alteration, deltaFen: -1 })
      const audits = () => sql`select count(*)::int as n from audit_log`
      const [before] = await audits()
      const sent = [site.fetch, other.fetch, site.fetch, other.fetch].map((fetch) =>
        through(fetch)(provider, raw),
      )
      const answers = await Promise.all(sent)
      expect(answers.filter(({ status }) => status >= 500)).toEqual([])
      expect(await counts(placed.id)).toEqual({ grants: 0, settled: 0, sales: 0, paid: 0 })
      const [after] = await audits()
      expect(after?.n).toBeGreaterThan(before?.n)
      expect(await site.booksAreRight()).toBe(true)
    },
  )
})

test('F21: a notification of one gateway is nothing at the door of the other', async () => {
  for (const [provider, door] of [
    ['alipay', 'wechat'],
    ['wechat', 'alipay'],
  ] as const) {
    const { orderId, raw } = await paidOrder(provider)
    const init = { method: 'POST', headers: raw.headers, body: raw.body as BodyInit }
    const request = new Request(`http://localhost:3000/api/gateways/${door}/notify`, init)
    const answer = await site.fetch(request, '203.0.113.1')
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(await counts(orderId)).toEqual({ grants: 0, settled: 0, sales: 0, paid: 0 })
  }
})

test('S102: both count against the same limit', async () => {
  const [here, there] = [site.browser(), site.browser(other.fetch)]
  const [csrfHere, csrfThere] = [
    await here.csrf('/forgot-password'),
    await there.csrf('/forgot-password'),
  ]
  const email = 'shared@example.test'
  const statuses: number[] = []
  for (let n = 0; n < 3; n++) {
    statuses.push((await here.post('/forgot-password', { csrf: csrfHere, email })).status)
    statuses.push((await there.post('/forgot-password', { csrf: csrfThere, email })).status)
  }
  expect(statuses.map((status) => status === 429)).toEqual([false, false, false, true, true, true])
})

test('F32: orders and payments of one buyer at both are one order and one charge', async () => {
  const [buyer, itemId] = [await site.newcomer('两处'), await site.publish('二物')]
  const browser = await site.logIn(buyer)
  const headers = await site.bearer(browser)
  const pay = (fetch: typeof site.fetch) =>
    site.browser(fetch).json('/api/payments', { courseId: itemId, method: 'wechat' }, headers)
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, n) => pay(n % 2 ? site.fetch : other.fetch)),
  )
  expect(answers.filter(({ status }) => status !== 202 && status !== 400)).toEqual([])
  expect(answers.some(({ status }) => status === 202)).toBe(true)
  const [row] = await sql`
    select (select count(*)::int from orders where buyer_id = ${buyer.personId}) as orders,
      (select count(*)::int from charges c join orders o on o.id::text = c.subject
        where o.buyer_id = ${buyer.personId}) as charges`
  expect(row).toEqual({ orders: 1, charges: 1 })
})

const ports: number[] = []
const children: ChildProcess[] = []

beforeAll(async () => {
  const { alipay, wechat, stripe } = sandbox.simulators
  const orders: Orders = {
    databaseUrl: site.url,
    secret: TEST_SECRET,
    now: sandbox.time.now.toISOString(),
    accounts: { alipay, wechat, stripe },
  }
  ports.push(...(await Promise.all([start(orders), start(orders)])))
})

afterAll(() => {
  for (const child of children) child.stdin?.end()
})

function start(orders: Orders): Promise<number> {
  const child = spawn(process.execPath, ['tests/support/web-process.ts'], {
    cwd: resolve(import.meta.dirname, '../..'),
    env: { ...process.env, ORDERS: JSON.stringify(orders) },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  return new Promise((ready, failed) => {
    child.stdout?.once('data', (line) => ready(Number(line)))
    child.once('exit', (code) => failed(new Error(`the process ended with ${code}`)))
  })
}
