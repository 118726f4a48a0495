import type { StaffRefund } from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { isCurrency, parseMoney } from '#kernel/money.ts'

/** The lines of a staff refund as the form sent them; without amounts, all that is left. */
export function readRefundLines(
  field: (name: string) => string,
  { lines, total }: { lines: readonly unknown[]; total: { currency: string } },
): NonNullable<StaffRefund['lines']> | undefined {
  const typed = lines.map((_, position) => field(`amount${position}`).trim())
  if (typed.every((text) => text === '')) return undefined
  return typed.flatMap((text, position) => {
    if (text === '') return []
    const amount = isCurrency(total.currency) ? parseMoney(text, total.currency) : null
    if (!amount) throw invalid('price.unreadable')
    return [{ position, amountMinor: amount.minor, returns: field(`returns${position}`) === '1' }]
  })
}
