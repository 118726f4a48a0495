import type { Statement, StatementLine } from '#commerce'
import { formatDecimal, money } from '#kernel/money.ts'
import type { Speech } from '../../../i18n/use-words.ts'

export const columns = ['when', 'what', 'number', 'item', 'amount', 'balance'] as const

/** So that spreadsheets read Chinese as what it is. */
const BYTE_ORDER_MARK = '\uFEFF'

/**
 * A statement as CSV (RFC 4180) with a running balance, a piece at a time. Words that people wrote
 * cannot become formulas; amounts are plain decimals of our own.
 */
export async function* writeCsv(
  statement: Statement,
  pages: AsyncIterable<StatementLine[]>,
  { t, date }: Speech,
): AsyncGenerator<string, void> {
  const { name, month, opening } = statement
  let balance = opening.minor
  const decimal = (minor: bigint) => formatDecimal(money(minor, opening.currency))
  const header = columns.map((name) => t(`money.${name}`))
  yield BYTE_ORDER_MARK + row([t('money.statementOf', { name, month })]) + row(header)
  yield row(['', t('money.opening'), '', '', '', decimal(balance)])
  for await (const lines of pages) {
    let piece = ''
    for (const { at, kind, number, title, amount } of lines) {
      balance += amount.minor
      piece +=
        [date(at, 'second'), t(`money.line.${kind}`), number ?? '', title].map(cell).join(',') +
        `,${decimal(amount.minor)},${decimal(balance)}\r\n`
    }
    yield piece
  }
  yield row(['', t('money.closing'), '', '', '', decimal(balance)])
}

function row(cells: string[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

/**
 * Quoted where the format asks for it. A cell that begins like a formula gets an apostrophe in
 * front, unless it is a plain number (OWASP, CSV Injection).
 */
export function cell(text: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(text)
  const tame = !isNumber && /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame
}
