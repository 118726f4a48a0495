import { badBill } from './bad-bill.ts'
import { MAX_LINE_CHARS, readLines } from './read-lines.ts'

/**
 * The rows of a comma-separated text (RFC 4180), cell by cell: a quoted cell may hold commas, line
 * ends and doubled quotes; a quote inside a bare cell is just a quote. Padding stays.
 */
export async function* readRows(
  text: AsyncIterable<string>,
): AsyncGenerator<string[], void, undefined> {
  let open = ''
  for await (const line of readLines(text)) {
    const whole = open === '' ? line : `${open}\n${line}`
    const cells = splitRow(whole)
    if (cells) {
      open = ''
      yield cells
      continue
    }
    if (whole.length > MAX_LINE_CHARS) throw badBill('unreadable', 'endless_cell')
    open = whole
  }
  if (open !== '') throw badBill('torn', 'open_cell')
}

/** The cells of one row; null while a quoted cell is still open at its end. */
function splitRow(row: string): string[] | null {
  if (!row.includes('"')) return row.split(',')
  const cells: string[] = []
  let at = 0
  while (at <= row.length) {
    const start = skipPadding(row, at)
    if (row[start] === '"') {
      const close = closingQuote(row, start)
      if (close < 0) return null
      const end = endOfCell(row, close + 1)
      const bare = row.slice(close + 1, end).trim() !== ''
      const inside = row.slice(start + 1, close).replaceAll('""', '"')
      cells.push(bare ? row.slice(at, end) : inside)
      at = end + 1
    } else {
      const end = endOfCell(row, at)
      cells.push(row.slice(at, end))
      at = end + 1
    }
  }
  return cells
}

function skipPadding(row: string, from: number): number {
  let at = from
  while (row[at] === ' ' || row[at] === '\t') at += 1
  return at
}

/** Where the quote that opens at `from` closes, -1 if nowhere. */
function closingQuote(row: string, from: number): number {
  let at = row.indexOf('"', from + 1)
  while (at >= 0 && row[at + 1] === '"') at = row.indexOf('"', at + 2)
  return at
}

function endOfCell(row: string, from: number): number {
  const comma = row.indexOf(',', from)
  return comma < 0 ? row.length : comma
}
