import * as catalog from '#catalog'
import * as commerce from '#commerce'
import { hasRole } from '#kernel/actor.ts'
import { useWords } from '../i18n/use-words.ts'
import { ctxOf } from '../shell/visit.ts'
import { ButtonLink } from '../ui/controls/button.tsx'
import { Link } from '../ui/controls/link.tsx'
import { Notice } from '../ui/display/notice.tsx'
import type { Route } from './+types/overview-page'
import { requireStaff } from './guard.ts'
import { DraftTable } from './items/draft-table.tsx'
import { OrderTable } from './orders/order-table.tsx'

const SHOWN = 5

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx)
  const writes = hasRole(ctx.actor, 'creator')
  const sells = hasRole(ctx.actor, 'creator', 'support')
  const [sums, orders, drafts] = await Promise.all([
    sells ? commerce.salesSummary(ctx) : null,
    sells ? commerce.listOrders(ctx, {}) : null,
    writes ? catalog.listDrafts(ctx, {}) : null,
  ])
  return {
    sums,
    orders: orders?.items.slice(0, SHOWN) ?? [],
    drafts: drafts?.items.slice(0, SHOWN) ?? null,
  }
}

export default function OverviewPage({ loaderData }: Route.ComponentProps) {
  const { sums, orders, drafts } = loaderData
  const { t } = useWords()
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-4 pb-8">
        <h1 className="text-2xl">{t('studio.overview')}</h1>
        {drafts && (
          <ButtonLink to="/studio/items" tone="primary">
            {t('studio.write')}
          </ButtonLink>
        )}
      </div>
      {sums && <Sums sums={sums} />}
      {drafts && (
        <section className="pt-14">
          <div className="channel">
            <h2>{t('studio.recentItems')}</h2>
            <Link to="/studio/items">{t('catalog.all')}</Link>
          </div>
          {drafts.length > 0 ? (
            <DraftTable drafts={drafts} />
          ) : (
            <p className="text-faint">{t('studio.noItems')}</p>
          )}
        </section>
      )}
      {sums && (
        <section className="pt-14">
          <div className="channel">
            <h2>{t('studio.recentOrders')}</h2>
            <Link to="/studio/orders">{t('catalog.all')}</Link>
          </div>
          {orders.length > 0 ? (
            <OrderTable orders={orders} />
          ) : (
            <p className="text-faint">{t('studio.noOrdersYet')}</p>
          )}
        </section>
      )}
    </>
  )
}

function Sums({ sums }: { sums: commerce.SalesSummary }) {
  const { t, money, count } = useWords()
  const { balanced, transfers } = sums.books
  return (
    <>
      <dl className="sums">
        <Sum label={t('studio.today')} value={money(sums.today, true)} />
        <Sum label={t('studio.month')} value={money(sums.month, true)} />
        <Sum label={t('studio.sales')} value={count(sums.sales)} />
        <Sum label={t('studio.refunds')} value={money(sums.refunds, true)} />
      </dl>
      <Notice tone={balanced ? 'moss' : 'seal'} className="mt-6">
        {balanced
          ? t('studio.booksBalance', { count: transfers })
          : t('studio.booksDiffer', { count: transfers })}
      </Notice>
    </>
  )
}

function Sum({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}
