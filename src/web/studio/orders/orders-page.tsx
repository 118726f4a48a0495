import { Search } from 'lucide-react'
import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { type OrderStatus, statusWords } from '../../commerce/order.ts'
import { useWords } from '../../i18n/use-words.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Form } from '../../ui/controls/form.tsx'
import { Pager } from '../../ui/controls/pager.tsx'
import { Tabs } from '../../ui/controls/tabs.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/orders-page'
import { OrderTable } from './order-table.tsx'

const statuses: OrderStatus[] = ['pending', 'paid', 'refunded', 'expired', 'cancelled']

export async function loader({ context, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'creator', 'support')
  const search = new URL(request.url).searchParams
  const status = statuses.find((name) => name === search.get('status'))
  const q = search.get('q')?.trim().slice(0, 100) || undefined
  const after = search.get('after') ?? undefined
  return { page: await commerce.listOrders(ctx, { status, q, after }) }
}

export default function StudioOrdersPage({ loaderData: { page } }: Route.ComponentProps) {
  const { t } = useWords()
  const [search] = useSearchParams()
  const tabs = statuses.map((status) => ({
    to: `/studio/orders?status=${status}`,
    label: t(statusWords[status]),
    current: search.get('status') === status,
  }))
  const all = { to: '/studio/orders', label: t('catalog.all'), current: !search.has('status') }
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-4 pb-6">
        <h1 className="text-2xl">{t('studio.orders')}</h1>
        <search className="w-full sm:w-72">
          <Form method="get" action="/studio/orders" className="search-box">
            <input
              type="search"
              name="q"
              defaultValue={search.get('q') ?? ''}
              aria-label={t('studio.findOrder')}
              placeholder={t('studio.findOrder')}
            />
            <button type="submit" aria-label={t('shell.searchGo')}>
              <Search size={17} />
            </button>
          </Form>
        </search>
      </div>
      <div className="pb-4">
        <Tabs label={t('studio.orders')} tabs={[all, ...tabs]} />
      </div>
      {page.items.length > 0 ? (
        <OrderTable orders={page.items} />
      ) : (
        <Empty title={t('studio.noOrders')} />
      )}
      <Pager next={page.next} />
    </>
  )
}
