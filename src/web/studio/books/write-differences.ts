import { formatDecimal, isCurrency } from '#kernel/money.ts'
import type { Difference } from '#payments'
import { cell } from '../money/statements/write-csv.ts'

const columns = [
  ...['found_at', 'gateway', 'account', 'date', 'kind', 'about', 'number', 'trade_no', 'currency'],
  ...['theirs', 'ours', 'their_status', 'our_status', 'state', 'changed_at', 'changed_by', 'note'],
]

/** Differences as CSV in UTF-8, one piece a row; nothing in it can become a formula (F72). */
export async function* writeDifferences(
  differences: AsyncIterable<Difference>,
): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder()
  const row = (cells: string[]) => encoder.encode(`${cells.map(cell).join(',')}\r\n`)
  yield encoder.encode('\uFEFF')
  yield row(columns)
  for await (const one of differences) yield row(cellsOf(one))
}

function cellsOf(one: Difference): string[] {
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
