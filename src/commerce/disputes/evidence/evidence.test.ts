import { expect, test } from 'vitest'
import yauzl from 'yauzl'
import * as commerce from '#commerce'
import { openItem } from '#library'
import { openRefundShop } from '#tests/refund-shop.ts'
import { BASE } from '#tests/shop.ts'
import { writeZip } from './write-zip.ts'

const shop = await openRefundShop()
const { as, sql, support, worker, bought, part, carry } = shop

/** Reads with the library that checks sizes and sums, not with our own idea of the format. */
function unzip(bytes: Buffer): Promise<Map<string, string>> {
  return new Promise((done, failed) => {
    yauzl.fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return failed(error)
      const found = new Map<string, string>()
      zip.on('error', failed)
      zip.on('end', () => done(found))
      zip.on('entry', (entry: yauzl.Entry) => {
        zip.openReadStream(entry, (problem, stream) => {
          if (problem) return failed(problem)
          const parts: Buffer[] = []
          stream.on('data', (chunk: Buffer) => parts.push(chunk))
          stream.on('end', () => {
            found.set(entry.fileName, Buffer.concat(parts).toString('utf8'))
            zip.readEntry()
          })
        })
      })
      zip.readEntry()
    })
  })
}

test('a zip is read back by another program, Chinese names and all', async () => {
  const entries = [
    { name: '证据.txt', bytes: Buffer.from('内容') },
    { name: 'empty', bytes: Buffer.alloc(0) },
  ]
  const found = await unzip(writeZip(entries, new Date('2026-11-22T08:00:00Z')))
  expect([...found]).toEqual([
    ['证据.txt', '内容'],
    ['empty', ''],
  ])
})

test('the pack tells what was sold, paid, opened, said and returned, and no address', async () => {
  const { buyer, number, itemIds, ref } = await bought('wechat', [6_000n, 4_000n])
  await openItem(as(buyer), itemIds[1] ?? '')
  await commerce.mailReceipt(as(worker), {
    name: 'order.completed',
    payload: {
      orderId: (await commerce.getOrder(as(buyer), number)).id,
    },
    actor: 'system:test',
    occurredAt: shop.sandbox.time.now,
  })
  await commerce.refundOrder(as(support), number, {
    reason: '买错了一本',
    baseUrl: BASE,
    lines: [part(0, 6_000n)],
  })
  await carry()
  const requestBody = JSON.stringify({
    out_trade_no: ref.outTradeNo,
    payer_client_ip: '203.0.113.9',
  })
  await sql`insert into payment_log (provider, direction, content, at) values ('wechat', 'call',
    ${JSON.stringify({ requestBody })},
    ${shop.sandbox.time.now.toISOString()}::timestamptz - interval '2 hours')`
  const id = await commerce.openComplaint(as(support), {
    orderNumber: number,
    reason: '没有收到课程',
    dueAt: null,
  })
  await commerce.noteOnDispute(as(support), id, { note: '付款人当天就打开了。' })
  const { name, bytes } = await commerce.makeEvidencePack(as(support), id)
  expect(name).toBe(`evidence-${number}.zip`)
  const files = await unzip(bytes)
  const summary = files.get('summary.txt') ?? ''
  for (const words of [
    number,
    ref.outTradeNo,
    '没有收到课程',
    '买错了一本',
    '付款人当天就打开了。',
  ]) {
    expect(summary).toContain(words)
  }
  expect(JSON.parse(files.get('access-log.json') ?? '').openings).toHaveLength(1)
  expect(JSON.parse(files.get('mails.json') ?? '')[0].subject).toContain(number)
  expect(JSON.parse(files.get('order.json') ?? '').order.lines).toHaveLength(2)
  const log = files.get('payment-log.json') ?? ''
  expect(log).toContain(ref.outTradeNo)
  expect([...files.values()].join('\n')).not.toContain('203.0.113.9')
  const [audited] = await sql`select actor from audit_log where action = 'dispute.evidence_read'`
  expect(audited?.actor).toBe(`person:${support.personId}`)
})

test('a pack of an order that was tampered with is not made', async () => {
  const { number } = await bought('wechat', [5_000n])
  const wish = { orderNumber: number, reason: '投诉', dueAt: null }
  const id = await commerce.openComplaint(as(support), wish)
  await sql`update orders set total_minor = 1 where number = ${number}`
  await expect(commerce.makeEvidencePack(as(support), id)).rejects.toMatchObject({
    code: 'order.tampered',
  })
})

test('a pack is for staff that handles money', async () => {
  const { number, buyer } = await bought('wechat', [5_000n])
  const wish = { orderNumber: number, reason: '投诉', dueAt: null }
  const id = await commerce.openComplaint(as(support), wish)
  for (const who of [buyer, shop.creator]) {
    await expect(commerce.makeEvidencePack(as(who), id)).rejects.toMatchObject({
      kind: 'forbidden',
    })
  }
})
