import { ListPrice } from '../../commerce/coupons/list-price.tsx'
import { useWords } from '../../i18n/use-words.ts'
import { useShell } from '../../shell/shell.ts'
import { ButtonLink } from '../../ui/controls/button.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { itemPath } from '../cards/card.ts'
import type { CouponPrice, Item, Offer } from './item.ts'

type GateProps = { item: Item; offer: Offer; coupon: CouponPrice; reason: 'login' | 'buy' }

/** Where the free part ends: the price, the way in, and the way back in for its owner. */
export function Gate({ item, offer, coupon, reason }: GateProps) {
  const { t, money, date } = useWords()
  const { viewer } = useShell()
  const { obstacle } = offer
  const price = coupon?.amount ?? offer.price
  return (
    <section className="gate" aria-labelledby="gate">
      <h2 id="gate">{t('reading.gate')}</h2>
      <p className="mt-2 text-soft">{t('reading.gateHint')}</p>
      {price && !obstacle ? (
        <p className="mt-6">
          <ButtonLink to={`/checkout/${item.id}`} tone="seal">
            {price.minor === 0n
              ? t('reading.getFree')
              : t('reading.buyFor', { price: money(price) })}
          </ButtonLink>
          {coupon && offer.price && (
            <span className="block pt-3 text-sm text-soft">
              <ListPrice amount={offer.price} /> {t('coupons.yourPrice')} ·{' '}
              {t('coupons.until', { date: date(coupon.until) })}
            </span>
          )}
        </p>
      ) : (
        <p className="mt-6 text-faint">{t('reading.notForSale')}</p>
      )}
      {reason === 'login' && !viewer && (
        <p className="mt-4 text-sm text-faint">
          {t('reading.boughtBefore')}{' '}
          <Link className="link" to={`/login?next=${encodeURIComponent(itemPath(item))}`}>
            {t('shell.logIn')}
          </Link>
        </p>
      )}
    </section>
  )
}
