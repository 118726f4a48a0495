import type { Money } from '#kernel/money.ts'
import { useWords } from '../../i18n/use-words.ts'

/** What a coupon takes off, in the page's words. */
export function useOff(): (off: { percent: number } | { amount: Money }) => string {
  const { t, money } = useWords()
  return (off) =>
    'percent' in off
      ? t('coupons.percentOff', { percent: off.percent })
      : t('coupons.amountOff', { amount: money(off.amount) })
}
