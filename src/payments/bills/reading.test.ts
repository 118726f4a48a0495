import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { centsOfE5, readE5 } from './amount-e5.ts'
import { decodeText } from './decode-text.ts'
import { readLines } from './read-lines.ts'
import { readRows } from './read-rows.ts'

async function* pieces<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

/** Cuts a whole into pieces at the given places, as a network would. */
function cut<T extends string | Buffer>(whole: T, at: readonly number[]): T[] {
  const marks = [...new Set(at.map((n) => n % (whole.length + 1)))].sort((a, b) => a - b)
  return [...marks, whole.length].map((end, i) => whole.slice(marks[i - 1] ?? 0, end) as T)
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}
const cuts = fc.array(fc.nat(), { maxLength: 6 })

describe('Text from bytes', () => {
  const encodings = fc.constantFrom('utf-8', 'gb18030' as const)

  it('is the same wherever the bytes are cut, with the mark of UTF-8 in front or without', () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        cuts,
        encodings,
        async (text, at, usual) => {
          const plain = text.toWellFormed().replace(/^\ufeff+/, '')
          const marked = cut(Buffer.from(`\ufeff${plain}`), at)
          expect((await all(decodeText(pieces(marked), usual))).join('')).toBe(plain)
          const bare = decodeText(pieces(cut(Buffer.from(plain), at)), 'utf-8')
          expect((await all(bare)).join('')).toBe(plain)
        },
      ),
    ))

  it('is GBK where that is usual, even with a character cut in two', async () => {
    const bytes = Buffer.from([0xd6, 0xa7, 0xb8, 0xb6, 0xb1, 0xa6])
    for (let at = 0; at <= bytes.length; at += 1) {
      const text = await all(decodeText(pieces(cut(bytes, [at])), 'gb18030'))
      expect(text.join('')).toBe('支付宝')
    }
  })

  it('refuses bytes that are of no such encoding, also at the very end', async () => {
    for (const bytes of [Buffer.from([0xff, 0x20, 0x61]), Buffer.from([0x61, 0x61, 0x61, 0xd6])]) {
      const read = all(decodeText(pieces([bytes]), 'gb18030'))
      await expect(read).rejects.toMatchObject({ code: 'bill.unreadable' })
    }
  })
})

describe('Lines and rows', () => {
  it('lines are the same wherever the text is cut, and end in either way', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.stringMatching(/^[a-z, ]*$/)), cuts, async (lines, at) => {
        for (const end of ['\n', '\r\n']) {
          const text = lines.map((line) => line + end).join('')
          expect(await all(readLines(pieces(cut(text, at))))).toEqual(lines)
        }
      }),
    ))

  const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`
  const cells = fc.string({ unit: fc.constantFrom('a', '中', ',', '"', '\n', '`', ' ', '\t', '=') })

  it('rows come back as a writer quoted them: commas, quotes, line ends, backticks', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.array(cells, { minLength: 1 })), cuts, async (rows, at) => {
        const text = rows.map((row) => `${row.map(quote).join(',')}\r\n`).join('')
        expect(await all(readRows(pieces(cut(text, at))))).toEqual(rows)
      }),
    ))

  it.each([
    ['a "b" c,d', [['a "b" c', 'd']]],
    ['"b" c,d', [['"b" c', 'd']]],
    ['\t"x,y"\t,z ', [['x,y', 'z ']]],
    ['"",', [['', '']]],
    [',,', [['', '', '']]],
  ])('a bare quote is just a quote: %j', async (text, rows) => {
    expect(await all(readRows(pieces([text])))).toEqual(rows)
  })

  it('F73: neither an endless line nor an endless cell fills the memory', async () => {
    async function* endless(piece: string) {
      yield '"'
      for (;;) yield piece
    }
    for (const piece of ['no end here ', 'no end of the cell\n']) {
      const read = all(readRows(endless(piece)))
      await expect(read).rejects.toMatchObject({ code: 'bill.unreadable' })
    }
    const open = all(readRows(pieces(['a,"b'])))
    await expect(open).rejects.toMatchObject({ code: 'bill.torn' })
  })
})

describe('F74, F75: an amount of a bill', () => {
  it('is exact to a hundred-thousandth', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (e5) => {
        const digits = (e5 < 0n ? -e5 : e5).toString().padStart(6, '0')
        const text = `${e5 < 0n ? '-' : ''}${digits.slice(0, -5)}.${digits.slice(-5)}`
        expect(readE5(text)).toBe(e5)
      }),
    )
    expect(readE5('19.9')).toBe(1_990_000n)
    expect(readE5('-0.006')).toBe(-600n)
    expect(centsOfE5(1_990_000n)).toBe(1990n)
    expect(centsOfE5(600n)).toBeNull()
  })

  it.each(['', ' 1', '1e3', '1,000.00', '.5', '5.', '0.000001', '１００', '0x10', '--1'])(
    'is refused as %j',
    (text) => expect(readE5(text)).toBeNull(),
  )
})
