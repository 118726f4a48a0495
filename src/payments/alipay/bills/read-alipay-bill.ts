import type { FileHandle } from 'node:fs/promises'
import type { BillKind, BillLine } from '../../bill.ts'
import { badBill } from '../../bills/bad-bill.ts'
import { closing } from '../../bills/closing.ts'
import { decodeText } from '../../bills/decode-text.ts'
import { readRows } from '../../bills/read-rows.ts'
import { readZipEntry } from '../../bills/read-zip-entry.ts'
import { type BillSums, checkFooter, noSums } from './bill-sums.ts'
import { type Columns, columnsOf, fitRow } from './columns.ts'
import { fundsLine } from './funds-line.ts'
import { tradeLine } from './trade-line.ts'

/** The table's entry; the summary beside it ends in `(汇总).csv`. */
const suffixes: Record<BillKind, string> = { trade: '业务明细.csv', funds: '账务明细.csv' }
const firstColumn: Record<BillKind, string> = { trade: '支付宝交易号', funds: '账务流水号' }

/**
 * Reads a downloaded bill line by line, in memory that does not grow with it, and closes the file.
 * Throws `bill.*` for an archive or table that is torn, another merchant's, or not understood.
 */
export function readAlipayBill(
  file: FileHandle,
  kind: BillKind,
  sellerId: string,
): AsyncIterable<BillLine> {
  const text = decodeText(readZipEntry(file, suffixes[kind]), 'gb18030')
  return closing(file, readTable(text, kind, sellerId))
}

/**
 * The table between its `#` lines: whose account it is stands above, the sums below. The sums must
 * be those of what was read, where they are given; the closing line must be there.
 */
export async function* readTable(
  text: AsyncIterable<string>,
  kind: BillKind,
  sellerId: string,
): AsyncGenerator<BillLine, void, undefined> {
  const sums: BillSums = noSums()
  let columns: Columns | null = null
  let ended = false
  for await (const row of readRows(text)) {
    const [first = ''] = row
    if (row.length === 1 && first.trim() === '') continue
    if (first.startsWith('#')) {
      const note = row.join(',').replace(/\s+/g, '')
      refuseForeign(note, sellerId)
      if (note.includes('列表结束')) ended = true
      if (ended) checkFooter(note, sums)
    } else if (ended) {
      throw badBill('forged', 'line_after_the_end')
    } else if (columns) {
      const cells = fitRow(row, columns)
      yield kind === 'trade' ? tradeLine(cells, sums) : fundsLine(cells, sums)
    } else if (first.trim() === firstColumn[kind]) {
      columns = columnsOf(row, kind)
    } else {
      throw badBill('unreadable', 'no_header')
    }
  }
  if (!columns || !ended) throw badBill('torn', 'no_end')
}

/** `#账号：[2088…0156]`: the merchant's number and a suffix. */
function refuseForeign(note: string, sellerId: string): void {
  const account = /^#+账号[：:]\[?(\d{16})/.exec(note)?.[1]
  if (account !== undefined && account !== sellerId) throw badBill('forged', 'foreign_account')
}
