import type { Money } from '#kernel/money.ts'
import { useWords } from '../../i18n/use-words.ts'

/** A price on a card; null is free of charge. */
export function Price({ amount }: { amount: Money | null }) {
  const { t, money } = useWords()
  if (!amount || amount.minor === 0n) {
    return (
      <span className="price" data-free="">
        {t('catalog.free')}
      </span>
    )
  }
  return <span className="price">{money(amount)}</span>
}
