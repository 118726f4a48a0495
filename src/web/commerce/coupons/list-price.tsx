import type { Money } from '#kernel/money.ts'
import { useWords } from '../../i18n/use-words.ts'

/** A price that is not the one to pay, struck through for the eye and named for the ear. */
export function ListPrice({ amount, exact = false }: { amount: Money; exact?: boolean }) {
  const { t, money } = useWords()
  return (
    <span className="list-price">
      <span className="sr-only">{t('coupons.listPrice')} </span>
      <s>{money(amount, exact)}</s>
    </span>
  )
}
