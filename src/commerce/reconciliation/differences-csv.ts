import { formatDecimal, isCurrency } from '#kernel/money.ts'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'

const header = [
  ...['found_at', 'gateway', 'account', 'date', 'kind', 'about', 'number', 'trade_no', 'currency'],
  ...['theirs', 'ours', 'their_status', 'our_status', 'state', 'changed_at', 'changed_by', 'note'],
]

/** All differences as CSV, for a spreadsheet, piece by piece; owner and support. */
export async function* differencesCsv(ctx: Ctx): AsyncGenerator<string> {
  payments.requireReconciler(ctx)
  yield `\ufeff${header.join(',')}\r\n`
  for await (const one of payments.eachDifference(ctx)) yield csvRow(cellsOf(one))
}

function cellsOf(one: payments.Difference): string[] {
  const amount = (minor: bigint | null) =>
    minor === null || !isCurrency(one.currency)
      ? ''
      : formatDecimal({ minor, currency: one.currency })
  return [
    ...[one.foundAt.toISOString(), one.provider, one.account, one.date, one.kind, one.about],
    ...[one.subject, one.tradeNo, one.currency, amount(one.theirsMinor), amount(one.oursMinor)],
    ...[one.theirStatus ?? '', one.ourStatus ?? '', one.state, one.changedAt.toISOString()],
    ...[one.changedBy, one.note],
  ]
}

const plainNumber = /^-?\d+(\.\d+)?$/

/**
 * One row. A cell that a spreadsheet would take for a formula (OWASP: it begins with `=`, `+`, `-`,
 * `@`, tab or return, a full-width form of them included) gets an apostrophe in front.
 */
export function csvRow(cells: readonly string[]): string {
  const safe = cells.map((cell) => {
    const isFormula = /^\s*[=+\-@＝＋－＠\t\r\n]/.test(cell) && !plainNumber.test(cell)
    const text = isFormula ? `'${cell}` : cell
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  })
  return `${safe.join(',')}\r\n`
}
