import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { invoiceHook } from './invoice-hook.ts'
import type { InvoiceOrder } from './invoice-provider.ts'

const SECRET = 'a-secret-that-only-both-of-us-know-1'
const NOW = new Date('2026-11-22T08:00:00Z')
type Heard = { headers: Record<string, unknown>; body: string }
let heard: Heard[] = []
let answer: { status: number; headers?: Record<string, string>; body: string }

const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    heard.push({ headers: request.headers, body })
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
})
await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
afterAll(() => server.close())
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/invoices`
const hook = invoiceHook({ url, secret: SECRET }, { now: () => NOW })
const ok = (reply: unknown) => ({ status: 200, body: JSON.stringify(reply) })

const order: InvoiceOrder = {
  number: 'F123',
  orderNumber: 'W123',
  currency: 'CNY',
  amount: '99.00',
  lines: [{ title: '课程', amount: '99.00' }],
  buyer: { kind: 'personal', name: '张三', email: 'zhang@example.com' },
  cancels: null,
}

beforeEach(() => {
  heard = []
})

test('says what to issue, signed, under a number that stays the same', async () => {
  answer = ok({ status: 'done', issuedNumber: '12345678', document: 'JVBERi0=' })
  const reply = await hook.issue(order)
  expect(reply).toEqual({
    kind: 'done',
    issuedNumber: '12345678',
    document: Buffer.from('%PDF-'),
  })
  await hook.issue(order)
  const [first, second] = heard
  expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key'])
  const seconds = NOW.getTime() / 1000
  const mac = createHmac('sha256', SECRET).update(`${seconds}.${first?.body}`).digest('hex')
  expect(first?.headers['wenqu-signature']).toBe(`t=${seconds},v1=${mac}`)
  expect(JSON.parse(first?.body ?? '')).toEqual({ action: 'issue', ...order })
  await hook.redLetter({ ...order, cancels: '12345678' })
  expect(heard[2]?.headers['idempotency-key']).not.toBe(first?.headers['idempotency-key'])
})

test('believes only what it understands: all else is unknown and asked again', async () => {
  const unclear = [
    { status: 500, body: '{"status":"done","issuedNumber":"12345678"}' },
    { status: 200, body: '<html>' },
    ok({ status: 'done' }),
    ok({ status: 'done', issuedNumber: "1'; --" }),
    ok({ status: 'done', issuedNumber: '12345678', document: 'A'.repeat(4_000_000) }),
    { status: 302, headers: { location: url }, body: '' },
  ]
  for (answer of unclear) expect(await hook.issue(order)).toMatchObject({ kind: 'unknown' })
  answer = ok({ status: 'pending' })
  expect(await hook.issue(order)).toEqual({ kind: 'pending' })
  answer = ok({ status: 'refused', code: 'no_quota' })
  expect(await hook.issue(order)).toEqual({ kind: 'refused', code: 'no_quota' })
  const nobody = invoiceHook({ url: 'http://127.0.0.1:1/', secret: SECRET }, { now: () => NOW })
  expect(await nobody.issue(order)).toMatchObject({ kind: 'unknown' })
})
