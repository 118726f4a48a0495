import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openLine } from '#payments/alipay/alipay-line.ts'
import { fetchAlipayBill } from '#payments/alipay/bills/fetch-alipay-bill.ts'
import { readAlipayBill, readTable } from '#payments/alipay/bills/read-alipay-bill.ts'
import type { BillKind, BillLine } from '#payments/bill.ts'
import { billArchive, billText } from '../../simulators/alipay/bill-file.ts'
import type { BillRow } from '../../simulators/engine/bill-rows.ts'
import { serve } from '../../simulators/engine/http.ts'
import { signText } from '../../simulators/signing.ts'
import { collect } from './collect.ts'
import { openSandbox } from './sandbox.ts'

const sellerId = '2088000000000001'
const at = Date.parse('2026-11-22T12:00:00+08:00')

const titles = fc.string({ unit: fc.constantFrom('a', '中', ',', '"', '\n', '`', '\t', '#', '=') })
const rows: fc.Arbitrary<BillRow> = fc
  .record({
    kind: fc.constantFrom('payment' as const, 'refund' as const),
    outTradeNo: fc.stringMatching(/^[0-9A-Za-z]{6,32}$/),
    tradeNo: fc.stringMatching(/^\d{28}$/),
    refundNo: fc.stringMatching(/^[0-9A-Za-z]{6,32}$/),
    fen: fc.bigInt({ min: 1n, max: 10_000_000_000n }),
    fee: fc.bigInt({ min: 1n, max: 1_000_000n }),
    subject: titles,
    ms: fc.nat({ max: 40_000_000 }),
  })
  .map(({ refundNo, fee, ms, ...row }) => ({
    ...row,
    outRefundNo: row.kind === 'refund' ? refundNo : null,
    feeFen: row.kind === 'refund' ? -fee : fee,
    createdAt: at,
    at: at + ms,
  }))

async function read(archive: Buffer, kind: BillKind, seller = sellerId): Promise<BillLine[]> {
  const dir = await mkdtemp(join(tmpdir(), 'reader-'))
  try {
    const path = join(dir, 'bill.zip')
    await writeFile(path, archive)
    return await collect(readAlipayBill(await open(path), kind, seller))
  } finally {
    await rm(dir, { recursive: true })
  }
}

async function readText(text: string, kind: BillKind = 'trade'): Promise<BillLine[]> {
  async function* whole() {
    yield text
  }
  return collect(readTable(whole(), kind, sellerId))
}

describe('A bill is read as it was written', () => {
  it('whatever the rows and their titles', () =>
    fc.assert(
      fc.asyncProperty(fc.array(rows), fc.boolean(), async (list, bom) => {
        const faults = bom ? [{ kind: 'utf8Bom' as const }] : []
        const day = '2026-11-22'
        const file = billArchive({ kind: 'trade', sellerId, day, rows: list, at, faults })
        const lines = await read(file, 'trade')
        const told = lines.map((line) => ({ ...line, at: line.at?.getTime() }))
        expect(told).toEqual(
          list.map((row) => ({
            kind: row.kind,
            outTradeNo: row.outTradeNo,
            tradeNo: row.tradeNo,
            outRefundNo: row.outRefundNo,
            currency: 'CNY',
            amountMinor: row.fen,
            feeE5: row.feeFen * 1000n,
            status: 'succeeded',
            at: Math.floor(row.at / 1000) * 1000,
          })),
        )
      }),
      { numRuns: 50 },
    ))

  it('and never crashes otherwise than as bill.*, whatever the bytes', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.nat(), async (noise, place) => {
        const honest = billArchive({ kind: 'trade', sellerId, day: '2026-11-22', rows: [], at })
        const spoiled = Buffer.from(honest)
        spoiled.set(noise.subarray(0, 40), place % (spoiled.length - 40))
        for (const bytes of [Buffer.from(noise), spoiled]) {
          const outcome = await read(bytes, 'trade').catch((error: unknown) => error)
          if (!Array.isArray(outcome)) {
            expect(outcome).toMatchObject({ code: expect.stringMatching(/^bill\./) })
          }
        }
      }),
      { numRuns: 60 },
    ))
})

const row = (change: Partial<BillRow> = {}): BillRow => ({
  kind: 'payment',
  outTradeNo: 'T1',
  tradeNo: '2026112222001412345678901234',
  outRefundNo: null,
  fen: 1999n,
  feeFen: 12n,
  subject: '课程',
  createdAt: at,
  at,
  ...change,
})
const text = (list: BillRow[]) =>
  billText({ kind: 'trade', sellerId, day: '2026-11-22', rows: list, at })

describe('A table that is not quite in order', () => {
  it('F72: gives bare commas back to the title or the remark they came from', async () => {
    const bare = text([row()])
      .replace(',课程,', ',课程,第一讲,第二讲,')
      .replace(',0.00,\r\n', ',0.00,a,b\r\n')
    expect(await readText(bare)).toMatchObject([{ amountMinor: 1999n, feeE5: 12_000n }])
  })

  it('refuses a title that could be read in two ways', async () => {
    const cells = ',2026-11-22 12:00:00,2026-11-22 12:00:00,\t,\t,\t,\t,x,0.01,0.01'
    const forged = text([row()]).replace(',课程,', `,课程${cells},`)
    const padded = forged.replace(',0.00,\r\n', `,0.00${',0.00'.repeat(4)}\r\n`)
    await expect(readText(padded)).rejects.toMatchObject({ code: 'bill.unreadable' })
  })

  it.each([
    ['another merchant’s', (t: string) => t.replace(sellerId, '2088000000000002'), 'bill.forged'],
    ['with a line after its end', (t: string) => `${t}1,2,3\r\n`, 'bill.forged'],
    ['without a header', (t: string) => t.replace(/\r\n支付宝交易号.*/, ''), 'bill.unreadable'],
    ['without a column', (t: string) => t.replace('服务费（元）', '费'), 'bill.unreadable'],
    ['with a row cut short', (t: string) => t.replace(',0.00,\r\n', '\r\n'), 'bill.unreadable'],
    [
      'with an amount of a tenth of a fen',
      (t: string) => t.replaceAll('19.99', '19.991'),
      'bill.unreadable',
    ],
    ['with a kind nobody knows', (t: string) => t.replace('交易\t', '分账\t'), 'bill.unreadable'],
    [
      'with a payment that takes',
      (t: string) => t.replaceAll(',19.99', ',-19.99'),
      'bill.unreadable',
    ],
    ['whose sum is a fen off', (t: string) => t.replace('共19.99元', '共20.00元'), 'bill.torn'],
    ['whose count is one off', (t: string) => t.replace('：1笔', '：2笔'), 'bill.torn'],
  ])('refuses one %s', async (_, change, code) => {
    const honest = text([row()])
    expect(await readText(honest)).toHaveLength(1)
    expect(change(honest)).not.toBe(honest)
    await expect(readText(change(honest))).rejects.toMatchObject({ code })
  })

  it('reads columns by name, in any order, and a fee of either sign', async () => {
    const swapped = text([row()])
      .replace('服务费（元）,分润（元）', '分润（元）,服务费（元）')
      .replace('-0.12,0.00,', '0.00,0.12,')
    expect(await readText(swapped)).toMatchObject([{ feeE5: 12_000n }])
  })
})

it('F73: three hundred thousand lines need no more memory than thirty thousand', async () => {
  const header = text([]).split('\r\n')
  const one = text([row()]).split('\r\n')[5] ?? ''
  async function peakOf(count: number): Promise<number> {
    async function* pieces() {
      yield `${header.slice(0, 5).join('\r\n')}\r\n`
      for (let n = 0; n < count / 100; n += 1) yield `${one}\r\n`.repeat(100)
      yield `${header[5]}\r\n`
    }
    let peak = 0
    let read = 0
    const before = process.memoryUsage().heapUsed
    for await (const line of readTable(pieces(), 'trade', sellerId)) {
      read += line.amountMinor === 1999n ? 1 : 0
      if (read % 10_000 === 0) {
        peak = Math.max(peak, process.memoryUsage().heapUsed - before)
      }
    }
    expect(read).toBe(count)
    return peak
  }
  const [few, many] = [await peakOf(30_000), await peakOf(300_000)]
  expect(many).toBeLessThan(few + 64 * 2 ** 20)
})

it('F72: is downloaded from Alipay only, and over https', async () => {
  const sandbox = await openSandbox()
  const { alipay } = sandbox.simulators.keys
  const method = 'alipay_data_dataservice_bill_downloadurl_query_response'
  let address = ''
  const gateway = await serve(0, async () => {
    const node = JSON.stringify({ code: '10000', bill_download_url: address })
    const sign = signText(node, alipay.gatewayPrivateKeyPem)
    return { status: 200, body: `{"${method}":${node},"sign":"${sign}"}` }
  })
  const line = openLine(
    { ...sandbox.simulators.alipay, gatewayUrl: `${gateway.url}/gateway.do` },
    sandbox.around,
  )
  for (const foreign of [
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    `http://user:word@${new URL(gateway.url).host}/`,
    'https://dwbillcenter.alipay.com.evil.cn/x',
    'nonsense',
  ]) {
    address = foreign
    const reply = await fetchAlipayBill(line, '2026-11-21', 'trade')
    expect(reply).toEqual({ kind: 'unknown', code: 'foreign_download_address' })
  }
  await gateway.close()
  await sandbox.close()
})
