import * as commerce from '#commerce'
import { unauthenticated } from '#kernel/errors.ts'
import { useWords } from '../i18n/use-words.ts'
import { Seo } from '../shell/seo.tsx'
import { ctxOf } from '../shell/visit.ts'
import { ButtonLink } from '../ui/controls/button.tsx'
import { Link } from '../ui/controls/link.tsx'
import { Pager } from '../ui/controls/pager.tsx'
import { Empty } from '../ui/display/empty.tsx'
import type { Route } from './+types/orders-page'
import { orderPath } from './order.ts'
import { StatusBadge } from './status-badge.tsx'

export async function loader({ context, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const after = new URL(request.url).searchParams.get('after')
  return { page: await commerce.listMyOrders(ctx, { ...(after && { after }) }) }
}

export default function OrdersPage({ loaderData: { page } }: Route.ComponentProps) {
  const { t, money, date } = useWords()
  return (
    <div className="page-width narrow py-12 md:py-16">
      <Seo title={t('commerce.myOrders')} hidden />
      <h1 className="pb-8 text-3xl">{t('commerce.myOrders')}</h1>
      {page.items.length === 0 && (
        <Empty title={t('commerce.noOrders')}>
          <ButtonLink to="/catalog" tone="primary">
            {t('catalog.openCatalog')}
          </ButtonLink>
        </Empty>
      )}
      <ul className="border-b border-line">
        {page.items.map((order) => (
          <li key={order.id} className="border-t border-line">
            <Link to={orderPath(order.number)} className="group flex justify-between gap-6 py-5">
              <span>
                <span className="block font-serif text-lg group-hover:text-water">
                  {order.lines.map(({ title }) => title).join('、')}
                </span>
                <span className="mt-1 flex flex-wrap items-center gap-x-3 text-sm text-faint">
                  <StatusBadge status={order.status} />
                  {date(order.createdAt, 'minute')}
                </span>
              </span>
              <span className="figures font-medium">{money(order.total, true)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <Pager next={page.next} />
    </div>
  )
}
