import { createHash } from 'node:crypto'
import { mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BillKind, BillLine } from '#payments/bill.ts'
import { readTable, readWechatBill } from '#payments/wechat/bills/read-wechat-bill.ts'
import { wechatProvider } from '#payments/wechat/wechat-provider.ts'
import type { BillRow } from '../../simulators/engine/bill-rows.ts'
import { serve } from '../../simulators/engine/http.ts'
import { billText, packedBill } from '../../simulators/wechat/bills/bill-file.ts'
import { collect } from './collect.ts'
import { openSandbox } from './sandbox.ts'
import { wechatMessage } from './signed-messages.ts'

const mchid = '1900000001'
const at = Date.parse('2026-11-22T12:00:00+08:00')

const titles = fc.string({ unit: fc.constantFrom('a', '中', ',', '"', ' ', '=', '#', '😀') })
const rows: fc.Arbitrary<BillRow> = fc
  .record({
    kind: fc.constantFrom('payment' as const, 'refund' as const),
    outTradeNo: fc.stringMatching(/^[0-9A-Za-z]{6,32}$/),
    tradeNo: fc.stringMatching(/^\d{28}$/),
    refundNo: fc.stringMatching(/^[1-9A-Za-z][0-9A-Za-z]{5,31}$/),
    refundStatus: fc.constantFrom('SUCCESS', 'PROCESSING', 'CHANGE'),
    fen: fc.bigInt({ min: 1n, max: 10_000_000_000n }),
    subject: titles,
    ms: fc.nat({ max: 40_000_000 }),
  })
  .map(({ refundNo, ms, ...row }) => ({
    ...row,
    outRefundNo: row.kind === 'refund' ? refundNo : null,
    feeFen: 0n,
    createdAt: at,
    at: at + ms,
  }))

const sha1 = (text: string | Buffer) => createHash('sha1').update(text).digest('hex')

async function read(bytes: Buffer, hash: string, kind: BillKind = 'trade'): Promise<BillLine[]> {
  const dir = await mkdtemp(join(tmpdir(), 'reader-'))
  try {
    const path = join(dir, 'bill')
    await writeFile(path, bytes)
    const saved = { file: await open(path), bytes: (await stat(path)).size }
    return await collect(readWechatBill(saved, { kind, mchid, sha1: hash }))
  } finally {
    await rm(dir, { recursive: true })
  }
}

async function readText(text: string, kind: BillKind = 'trade'): Promise<BillLine[]> {
  async function* whole() {
    yield text.replace(/^\ufeff/, '')
  }
  return collect(readTable(whole(), kind, mchid))
}

const statuses: Record<string, string> = { SUCCESS: 'succeeded', PROCESSING: 'processing' }

describe('A bill is read as it was written', () => {
  it('whatever the rows and their titles, packed or plain', () =>
    fc.assert(
      fc.asyncProperty(fc.array(rows), fc.boolean(), async (list, packed) => {
        const text = billText({ kind: 'trade', mchid, rows: list })
        const lines = await read(packedBill(text, packed, []), sha1(text))
        const told = lines.map((line) => ({ ...line, at: line.at?.getTime() }))
        expect(told).toEqual(
          list.map((row) => ({
            kind: row.kind,
            outTradeNo: row.outTradeNo,
            tradeNo: row.tradeNo,
            outRefundNo: row.outRefundNo,
            currency: 'CNY',
            amountMinor: row.fen,
            feeE5: row.kind === 'payment' ? row.fen * 6n : -row.fen * 6n,
            status:
              row.kind === 'payment' ? 'succeeded' : (statuses[row.refundStatus ?? ''] ?? 'failed'),
            at: Math.floor(row.at / 1000) * 1000,
          })),
        )
      }),
      { numRuns: 50 },
    ))

  it('and never crashes otherwise than as bill.*, whatever the bytes', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.nat(), async (noise, place) => {
        const text = billText({ kind: 'trade', mchid, rows: [] })
        const packed = packedBill(text, true, [])
        const plain = Buffer.from(text)
        for (const honest of [packed, plain]) {
          const spoiled = Buffer.from(honest)
          spoiled.set(noise.subarray(0, 40), place % (spoiled.length - 40))
          for (const bytes of [Buffer.from(noise), spoiled]) {
            const outcome = await read(bytes, sha1(bytes)).catch((error: unknown) => error)
            if (!Array.isArray(outcome)) {
              expect(outcome).toMatchObject({ code: expect.stringMatching(/^bill\./) })
            }
          }
        }
      }),
      { numRuns: 60 },
    ))
})

const row = (change: Partial<BillRow> = {}): BillRow => ({
  kind: 'payment',
  outTradeNo: 'T1',
  tradeNo: '4200000000000000000000000001',
  outRefundNo: null,
  fen: 1999n,
  feeFen: 12n,
  subject: '课程',
  createdAt: at,
  at,
  ...change,
})
const text = (list: BillRow[], kind: BillKind = 'trade') => billText({ kind, mchid, rows: list })

describe('A table that is not quite in order', () => {
  it('F72: gives a title with a cell’s mark back what it was cut into', async () => {
    const cut = text([row({ subject: 'a,`b,`c' })])
    expect(await readText(cut)).toMatchObject([{ amountMinor: 1999n, feeE5: 11_994n }])
  })

  it('refuses cells too many that cannot have been a title’s', async () => {
    for (const [from, to] of [
      ['`NATIVE,', '`x,`NATIVE,'],
      ['`0.60%', '`0.60%,`x'],
    ] as const) {
      const odd = text([row()]).replace(from, to)
      await expect(readText(odd)).rejects.toMatchObject({ code: 'bill.unreadable' })
    }
  })

  it.each([
    ['another merchant’s', (t: string) => t.replace(mchid, '1900000002'), 'bill.forged'],
    ['with a line after its end', (t: string) => `${t}\`1,\`2\r\n`, 'bill.forged'],
    [
      'with a second header',
      (t: string) => t.replace('\r\n', '\r\n交易时间,a\r\n'),
      'bill.unreadable',
    ],
    ['without a header', (t: string) => t.replace(/^.*?\r\n/s, ''), 'bill.unreadable'],
    ['without a column', (t: string) => t.replace('手续费,', '费,'), 'bill.unreadable'],
    ['with a column twice', (t: string) => t.replace('费率备注', '费率'), 'bill.unreadable'],
    ['with a row cut short', (t: string) => t.replace(',`\r\n', '\r\n'), 'bill.unreadable'],
    ['with a tenth of a fen', (t: string) => t.replaceAll('`19.99', '`19.991'), 'bill.unreadable'],
    ['in another currency', (t: string) => t.replace('`CNY', '`USD'), 'bill.unreadable'],
    ['in an unknown state', (t: string) => t.replace('`SUCCESS', '`MAYBE'), 'bill.unreadable'],
    ['with a payment that takes', (t: string) => t.replaceAll('`19', '`-19'), 'bill.forged'],
    [
      'whose total is off',
      (t: string) => t.replace(/`19\.99,`0\.00\r\n$/, '`20.00,`0.00\r\n'),
      'bill.torn',
    ],
    [
      'whose fees are a fen off',
      (t: string) => t.replace(/`0\.11994(.*\r\n)$/, '`0.12994$1'),
      'bill.torn',
    ],
    ['whose count is off', (t: string) => t.replace(/`1(,`19\.99)/, '`2$1'), 'bill.torn'],
    ['without totals', (t: string) => t.replace(/总交易单数[\s\S]*$/, ''), 'bill.torn'],
  ])('refuses one %s', async (_, change, code) => {
    const honest = text([row()])
    expect(await readText(honest)).toHaveLength(1)
    expect(change(honest)).not.toBe(honest)
    await expect(readText(change(honest))).rejects.toMatchObject({ code })
  })

  it('F74: takes a total of fees rounded to the fen, and a fee of either sign', async () => {
    const rounded = text([row()]).replace(/`0\.11994(.*\r\n)$/, '`0.12$1')
    expect(await readText(rounded)).toHaveLength(1)
    const back = row({ kind: 'refund', outRefundNo: 'R1' })
    const positive = text([back]).replaceAll('`-0.11994', '`0.11994')
    expect(await readText(positive)).toMatchObject([{ feeE5: -11_994n }])
  })

  it('of funds believes a remark only where it agrees with what left', async () => {
    const refund = row({ kind: 'refund', outRefundNo: 'R1', feeFen: -12n })
    const lying = text([refund], 'funds').replace('退款总金额19.99', '退款总金额99.99')
    expect(await readText(text([refund], 'funds'), 'funds')).toMatchObject([
      { kind: 'refund', outTradeNo: '', outRefundNo: 'R1', amountMinor: 1999n, feeE5: -12_000n },
    ])
    expect(await readText(lying, 'funds')).toMatchObject([{ amountMinor: 1987n, feeE5: 0n }])
  })
})

it('F73: three hundred thousand lines need no more memory than thirty thousand', async () => {
  const [header, one] = text([row()]).split('\r\n')
  async function peakOf(count: number): Promise<number> {
    async function* pieces() {
      yield `${header?.slice(1)}\r\n`
      for (let n = 0; n < count / 100; n += 1) yield `${one}\r\n`.repeat(100)
    }
    let peak = 0
    let read = 0
    const before = process.memoryUsage().heapUsed
    const lines = readTable(pieces(), 'trade', mchid)
    await (async () => {
      for await (const line of lines) {
        read += line.amountMinor === 1999n ? 1 : 0
        if (read % 10_000 === 0) {
          peak = Math.max(peak, process.memoryUsage().heapUsed - before)
        }
      }
    })().catch((error: unknown) => expect(error).toMatchObject({ code: 'bill.torn' }))
    expect(read).toBe(count)
    return peak
  }
  const [few, many] = [await peakOf(30_000), await peakOf(300_000)]
  expect(many).toBeLessThan(few + 64 * 2 ** 20)
})

it('F72: is downloaded from the gateway only, whatever address a reply names', async () => {
  const sandbox = await openSandbox()
  let address = ''
  let downloads = 0
  const gateway = await serve(0, async (call) => {
    if (call.path.includes('billdownload')) downloads += 1
    const body = JSON.stringify({
      hash_type: 'SHA1',
      hash_value: '0'.repeat(40),
      download_url: address,
    })
    const { headers } = wechatMessage(sandbox, body)
    return { status: 200, headers: Object.fromEntries(headers), body }
  })
  const { url } = gateway
  const provider = wechatProvider({ ...sandbox.simulators.wechat, baseUrl: url }, sandbox.around)
  for (const foreign of [
    'http://169.254.169.254/v3/billdownload/file',
    'file:///v3/billdownload/file',
    `http://user:word@${new URL(url).host}/v3/billdownload/file`,
    `${url}/v3/refund/domestic/refunds`,
    'https://api.mch.weixin.qq.com.evil.cn/v3/billdownload/file',
    'nonsense',
  ]) {
    address = foreign
    const reply = await provider.fetchBill?.('2026-11-21', 'trade')
    expect(reply).toEqual({ kind: 'unknown', code: 'foreign_download_address' })
  }
  expect(downloads).toBe(0)
  await gateway.close()
  await sandbox.close()
})
