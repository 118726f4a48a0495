import type { Money } from '#kernel/money.ts'
import { ListPrice } from '../../commerce/coupons/list-price.tsx'
import { useWords } from '../../i18n/use-words.ts'
import type { CouponPrice } from './item.ts'

type OwnPriceProps = { price: Money; coupon: NonNullable<CouponPrice> }

/** What it costs the person who looks, by their own coupon, beside what it costs others. */
export function OwnPrice({ price, coupon }: OwnPriceProps) {
  const { t, money, date } = useWords()
  const free = coupon.amount.minor === 0n
  return (
    <div>
      <p className="amount" {...(free && { 'data-free': '' })}>
        {free ? t('catalog.free') : money(coupon.amount)}
        <ListPrice amount={price} />
      </p>
      <p className="pt-1 text-sm text-soft">
        {t('coupons.yourPrice')} · {t('coupons.until', { date: date(coupon.until) })}
      </p>
    </div>
  )
}
