import type { Money } from '#kernel/money.ts'

/** Highest price of one item: above it a typing error is likelier than a sale (¥100,000). */
export const MAX_PRICE_MINOR = 10_000_000n

export type Offer = {
  itemId: string
  title: string
  authorId: string
  price: Money | null
  /** For so long it is sold; null is for good. */
  months: number | null
  /** Null when it can be bought; else why not, as a code for the page's words. */
  obstacle: 'not_published' | 'free' | 'no_price' | null
}

/** The terms that a gateway's agreement can repeat and a person can remember. */
export const TERM_MONTHS = [1, 3, 12] as const

export function isTermMonths(months: number): boolean {
  return TERM_MONTHS.some((one) => one === months)
}
