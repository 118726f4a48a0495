import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Statement, StatementLine } from '#commerce'
import { money } from '#kernel/money.ts'
import { speechOf } from '../../../i18n/use-words.ts'
import { cell, writeCsv } from './write-csv.ts'
import { writePdf } from './write-pdf.ts'

const speech = speechOf('zh-CN')
const yuan = (minor: bigint) => money(minor, 'CNY')
const statement: Statement = {
  personId: 'p',
  name: '朱熹',
  month: '2026-11',
  opening: yuan(1_000n),
  closing: yuan(9_000n),
  totals: [],
}

function line(minor: bigint, title = '大学章句'): StatementLine {
  const at = new Date('2026-11-22T08:00:00Z')
  return { at, kind: 'sale', number: 'WQ123', title, amount: yuan(minor) }
}

async function* pagesOf(...pages: StatementLine[][]) {
  yield* pages
}

async function csvOf(...pages: StatementLine[][]): Promise<string> {
  let text = ''
  for await (const piece of writeCsv(statement, pagesOf(...pages), speech)) text += piece
  return text
}

test('a CSV leads from opening to closing, and spreadsheets know its encoding', async () => {
  const text = await csvOf([line(10_000n)], [line(-2_000n)])
  expect([...new TextEncoder().encode(text).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const rows = text.slice(1).split('\r\n')
  expect(rows.slice(2, 6).map((row) => row.split(',').slice(-2))).toEqual([
    ['', '10.00'],
    ['100.00', '110.00'],
    ['-20.00', '90.00'],
    ['', '90.00'],
  ])
  expect(rows[3]).toContain('销售,WQ123,大学章句,100.00')
})

test('no title of an author becomes a formula', async () => {
  for (const title of [
    '=1+1',
    '+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1',
    '=HYPERLINK("x")',
  ]) {
    const [row = ''] = (await csvOf([line(1n, title)])).split('\r\n').slice(3)
    const [written = ''] = /WQ123,("(?:[^"]|"")*"|[^,]*),/.exec(row)?.slice(1) ?? []
    expect(written.replace(/^"/, '')).toMatch(/^'/)
  }
})

test('a cell reads back as it was, but for the apostrophe', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const written = cell(text)
      const bare = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written
      expect(bare === text || bare === `'${text}`).toBe(true)
      expect(/^-?\d+(\.\d+)?$/.test(bare) || !/^\s*[=+\-@]/.test(bare)).toBe(true)
      if (/[",\r\n]/.test(text)) expect(written.startsWith('"')).toBe(true)
    }),
  )
})

async function pdfOf(pages: AsyncIterable<StatementLine[]>, compress = true): Promise<Buffer> {
  const about = { site: '问渠', madeAt: new Date('2026-12-01T00:00:00Z'), compress }
  const chunks: Uint8Array[] = []
  for await (const chunk of writePdf(statement, pages, speech, about)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('a PDF carries only the glyphs it needs, and its words can be found in it', async () => {
  const pdf = await pdfOf(pagesOf([line(10_000n), line(-2_000n, '𰻝'.repeat(60))]), false)
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  expect(pdf.length).toBeLessThan(150_000)
  const text = textOf(pdf)
  for (const words of ['朱熹', '2026-11', '大学章句', '¥100.00', '¥110.00', '¥90.00', '第 1 页']) {
    expect(text).toContain(words)
  }
})

test('a PDF of many lines has a head on each page and is not kept in memory', async () => {
  let read = 0
  const page = Array.from({ length: 100 }, () => line(1n))
  async function* many() {
    for (let n = 0; n < 30; n++) {
      read += 1
      yield page
    }
  }
  const about = { site: '问渠', madeAt: new Date('2026-12-01T00:00:00Z') }
  const reader = writePdf(statement, many(), speech, about).getReader()
  await reader.read()
  expect(read).toBeLessThan(5)
  let bytes = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.length
  }
  expect(read).toBe(30)
  expect(bytes).toBeGreaterThan(50_000)
})

/** What an uncompressed PDF shows: glyph ids read through its map to Unicode. */
function textOf(pdf: Buffer): string {
  const raw = pdf.toString('latin1')
  const maps = [...raw.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)].flatMap(([, body = '']) => [
    ...body.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g),
  ])
  const glyphs = new Map<string, string>()
  for (const [, from = '0', list = ''] of maps) {
    ;[...list.matchAll(/<([0-9a-f]+)>/g)].forEach(([, hex = ''], index) => {
      const id = (Number.parseInt(from, 16) + index).toString(16).padStart(4, '0')
      glyphs.set(id, Buffer.from(hex, 'hex').swap16().toString('utf16le'))
    })
  }
  return [...raw.matchAll(/\[([^\]]*)\] TJ/g)]
    .map(([, body = '']) =>
      [...body.matchAll(/<([0-9a-f]+)>/g)]
        .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
        .map((id) => glyphs.get(id) ?? '?')
        .join(''),
    )
    .join('\n')
}
