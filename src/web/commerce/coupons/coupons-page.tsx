import * as commerce from '#commerce'
import { itemPath } from '../../catalog/cards/card.ts'
import { useWords } from '../../i18n/use-words.ts'
import { Seo } from '../../shell/seo.tsx'
import { ctxOf } from '../../shell/visit.ts'
import { ButtonLink } from '../../ui/controls/button.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { Pager } from '../../ui/controls/pager.tsx'
import { Badge, type Tone } from '../../ui/display/badge.tsx'
import { Crumbs } from '../../ui/display/crumbs.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { orderPath } from '../order.ts'
import type { Route } from './+types/coupons-page'
import { useOff } from './use-off.ts'

export async function loader({ context, request }: Route.LoaderArgs) {
  const after = new URL(request.url).searchParams.get('after') ?? undefined
  return { page: await commerce.listMyCoupons(ctxOf(context), { after }) }
}

export default function CouponsPage({ loaderData: { page } }: Route.ComponentProps) {
  const { t } = useWords()
  return (
    <div className="page-width narrow py-12 md:py-16">
      <Seo title={t('coupons.mine')} hidden />
      <Crumbs trail={[{ label: t('accounts.account'), to: '/account' }]} />
      <h1 className="pt-4 text-2xl">{t('coupons.mine')}</h1>
      <p className="pt-2 pb-8 text-soft">{t('coupons.lead')}</p>
      {page.items.length === 0 && <Empty title={t('coupons.empty')} />}
      <ul className="grid gap-4 pb-10">
        {page.items.map((coupon) => (
          <Coupon key={coupon.id} coupon={coupon} />
        ))}
      </ul>
      <Pager next={page.next} />
    </div>
  )
}

const tones: Record<commerce.MyCoupon['state'], Tone> = {
  usable: 'moss',
  held: 'ochre',
  used: 'plain',
  over: 'plain',
}

function Coupon({ coupon }: { coupon: commerce.MyCoupon }) {
  const { t, date } = useWords()
  const off = useOff()
  const { item, state, orderNumber } = coupon
  const gone = state === 'used' || state === 'over'
  return (
    <li className="panel grid gap-2">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <strong className={`font-serif text-2xl ${gone ? 'text-faint' : 'text-seal'}`}>
          {off(coupon.off)}
        </strong>
        <h2 className="min-w-0 grow basis-40 break-words text-lg">{coupon.name}</h2>
        <Badge tone={tones[state]}>{t(`coupons.state.${state}`)}</Badge>
      </div>
      <p className="text-sm text-soft">
        {item ? (
          <Link className="link" to={itemPath(item)}>
            {item.title}
          </Link>
        ) : (
          t('coupons.any')
        )}
        {' · '}
        {t('coupons.until', { date: date(coupon.until) })}
      </p>
      {state === 'usable' && !item && (
        <ButtonLink to="/catalog" size="small" className="w-fit">
          {t('coupons.choose')}
        </ButtonLink>
      )}
      {orderNumber && (
        <Link className="link w-fit text-sm" to={orderPath(orderNumber)}>
          {t('coupons.seeOrder')}
        </Link>
      )}
    </li>
  )
}
