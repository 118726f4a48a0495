import { addMoney, type Currency, type Money, money } from '#kernel/money.ts'
import { type Coupon, discountOf } from '../coupons/coupon.ts'
import { spreadCoupons } from '../coupons/spread-coupons.ts'

/** `months`: for so long; null is for good. */
export type QuoteItem = { itemId: string; title: string; price: Money; months?: number | null }
export type QuoteLine = {
  itemId: string
  title: string
  kind: 'item'
  /** Before the coupon: `amount + discount`. */
  listPrice: Money
  discount: Money
  coupon: Pick<Coupon, 'id' | 'name' | 'until'> | null
  /** What is paid. */
  amount: Money
  months: number | null
}
export type Quote = { lines: QuoteLine[]; total: Money }

/**
 * What a buyer pays for these items, line by line: the same inputs give the same quote in the
 * checkout, the order and the API. Each line takes at most one coupon, each coupon serves one line,
 * and together they take off the most that they can; no line falls below nothing. Throws RangeError
 * for mixed currencies.
 */
export function quote(
  items: readonly QuoteItem[],
  currency: Currency,
  coupons: readonly Coupon[] = [],
): Quote {
  const chosen = spreadCoupons(items, coupons)
  const lines = items.map(({ itemId, title, price, months = null }, index) => {
    const coupon = chosen[index] ?? null
    const discountMinor = coupon ? discountOf(coupon, { itemId, price }) : 0n
    return {
      itemId,
      title,
      kind: 'item' as const,
      listPrice: price,
      discount: money(discountMinor, price.currency),
      coupon: coupon && { id: coupon.id, name: coupon.name, until: coupon.until },
      amount: money(price.minor - discountMinor, price.currency),
      months,
    }
  })
  const total = lines.reduce((sum, line) => addMoney(sum, line.amount), money(0n, currency))
  return { lines, total }
}
