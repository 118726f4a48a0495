import { Fragment, type ReactNode } from 'react'
import { addMoney, type Money } from '#kernel/money.ts'
import { useWords } from '../i18n/use-words.ts'
import { ListPrice } from './coupons/list-price.tsx'

type Line = {
  itemId: string
  title: string
  /** What is paid, after the discount. */
  amount: Money
  discount?: Money
  coupon?: { name: string; until: Date } | null
}
type ReceiptProps = { lines: Line[]; total: Money; children?: ReactNode }

/** Line by line, then a double rule, then the sum: the same everywhere money is shown. */
export function Receipt({ lines, total, children }: ReceiptProps) {
  const { t, money } = useWords()
  return (
    <div className="receipt">
      <dl>
        {lines.map((line) => (
          <Fragment key={line.itemId + line.title}>
            <div>
              <dt>{line.title}</dt>
              <dd>
                {line.discount && line.discount.minor > 0n ? (
                  <ListPrice amount={addMoney(line.amount, line.discount)} exact />
                ) : (
                  money(line.amount, true)
                )}
              </dd>
            </div>
            <Discount line={line} />
          </Fragment>
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

function Discount({ line: { discount, coupon } }: { line: Line }) {
  const { t, money, date } = useWords()
  if (!discount || discount.minor === 0n) return null
  return (
    <div className="discount">
      <dt>
        {coupon ? t('coupons.line', { name: coupon.name }) : t('coupons.lineOf')}
        {coupon && <small>{t('coupons.until', { date: date(coupon.until) })}</small>}
      </dt>
      <dd>−{money(discount, true)}</dd>
    </div>
  )
}
