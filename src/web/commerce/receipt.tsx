import type { ReactNode } from 'react'
import type { Money } from '#kernel/money.ts'
import { useWords } from '../i18n/use-words.ts'

type ReceiptProps = {
  lines: { itemId: string; title: string; amount: Money }[]
  total: Money
  children?: ReactNode
}

/** Line by line, then a double rule, then the sum: the same everywhere money is shown. */
export function Receipt({ lines, total, children }: ReceiptProps) {
  const { t, money } = useWords()
  return (
    <div className="receipt">
      <dl>
        {lines.map(({ itemId, title, amount }) => (
          <div key={itemId + title}>
            <dt>{title}</dt>
            <dd>{money(amount, true)}</dd>
          </div>
        ))}
        <div className="total">
          <dt>{t('commerce.total')}</dt>
          <dd>{money(total, true)}</dd>
        </div>
        {children}
      </dl>
    </div>
  )
}
