import type { BillKind, BillLine } from '../../bill.ts'
import { badBill } from '../../bills/bad-bill.ts'
import { closing } from '../../bills/closing.ts'
import { decodeText } from '../../bills/decode-text.ts'
import { readLines } from '../../bills/read-lines.ts'
import { type BillSums, checkSums, noSums } from './bill-sums.ts'
import { type Columns, columnsOf, fitRow, isRow, splitRow } from './columns.ts'
import { fundsLine } from './funds-line.ts'
import { tradeLine } from './trade-line.ts'
import { proveBill, type SavedBill, unpacked } from './unpacked.ts'

const firstColumn: Record<BillKind, string> = { trade: '交易时间', funds: '记账时间' }
const firstTotal: Record<BillKind, string> = { trade: '总交易单数', funds: '资金流水总笔数' }

/**
 * Reads a downloaded bill, once its hash is proven, line by line, in memory that does not grow with
 * it, and closes the file. Throws `bill.*` for a file that is not the one promised, is torn,
 * another merchant's, or not understood.
 */
export function readWechatBill(
  saved: SavedBill,
  { kind, mchid, sha1 }: { kind: BillKind; mchid: string; sha1: string },
): AsyncIterable<BillLine> {
  return closing(saved.file, readProven(saved, { kind, mchid, sha1 }))
}

async function* readProven(
  saved: SavedBill,
  { kind, mchid, sha1 }: { kind: BillKind; mchid: string; sha1: string },
): AsyncGenerator<BillLine, void, undefined> {
  await proveBill(saved, sha1)
  yield* readTable(decodeText(unpacked(saved), 'utf-8'), kind, mchid)
}

/**
 * The header, rows that each begin with a backtick, then the header of the totals and the totals,
 * which must be true of what was read.
 */
export async function* readTable(
  text: AsyncIterable<string>,
  kind: BillKind,
  mchid: string,
): AsyncGenerator<BillLine, void, undefined> {
  const sums: BillSums = noSums()
  let columns: Columns | null = null
  let totals: Columns | null = null
  let ended = false
  for await (const line of readLines(text)) {
    if (line === '') continue
    if (ended) throw badBill('forged', 'line_after_the_end')
    if (!isRow(line)) {
      const first = line.split(',')[0]?.trim()
      if (!columns && first === firstColumn[kind]) columns = columnsOf(line, kind)
      else if (columns && !totals && first === firstTotal[kind]) totals = columnsOf(line, null)
      else throw badBill('unreadable', 'line')
    } else if (totals) {
      checkSums(fitRow(splitRow(line), totals), sums, kind)
      ended = true
    } else if (columns) {
      const cells = fitRow(splitRow(line), columns)
      yield kind === 'trade' ? tradeLine(cells, sums, mchid) : fundsLine(cells, sums)
    } else {
      throw badBill('unreadable', 'no_header')
    }
  }
  if (!ended) throw badBill('torn', 'no_end')
}
