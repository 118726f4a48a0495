import { addMoney, type Currency, type Money, money } from '#kernel/money.ts'

/** `months`: for so long; null is for good. */
export type QuoteItem = { itemId: string; title: string; price: Money; months?: number | null }
export type QuoteLine = {
  itemId: string
  title: string
  kind: 'item'
  amount: Money
  months: number | null
}
export type Quote = { lines: QuoteLine[]; total: Money }

/**
 * What a buyer pays for these items, line by line: the same inputs give the same quote in the
 * checkout, the order and the API. Throws RangeError for mixed currencies.
 */
export function quote(items: readonly QuoteItem[], currency: Currency): Quote {
  const lines = items.map(({ itemId, title, price, months = null }) => ({
    itemId,
    title,
    kind: 'item' as const,
    amount: price,
    months,
  }))
  const total = lines.reduce((sum, line) => addMoney(sum, line.amount), money(0n, currency))
  return { lines, total }
}
