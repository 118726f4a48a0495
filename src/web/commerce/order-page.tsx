import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { useWords } from '../i18n/use-words.ts'
import { go, readForm } from '../shell/go.ts'
import { Seo } from '../shell/seo.tsx'
import { ctxOf } from '../shell/visit.ts'
import { Button, ButtonLink } from '../ui/controls/button.tsx'
import { Form, FormError } from '../ui/controls/form.tsx'
import { Crumbs } from '../ui/display/crumbs.tsx'
import { Notice } from '../ui/display/notice.tsx'
import type { Route } from './+types/order-page'
import { type Order, orderPath } from './order.ts'
import { Receipt } from './receipt.tsx'
import { RefundProgress } from './refunds/refund-progress.tsx'
import { StatusBadge } from './status-badge.tsx'

export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  const [order, cases] = await Promise.all([
    commerce.getOrder(ctx, params.number),
    commerce.listRefundsOf(ctx, params.number),
  ])
  return { order, cases }
}

export async function action({ context, params, request }: Route.ActionArgs) {
  const field = await readForm(request)
  if (field('intent') !== 'cancel') throw invalid('form.unknown_intent')
  await commerce.cancelOrder(ctxOf(context), params.number)
  return go(orderPath(params.number))
}

export default function OrderPage({ loaderData: { order, cases } }: Route.ComponentProps) {
  const { t, money } = useWords()
  const [search] = useSearchParams()
  const isAsked = cases.some(({ status }) => status === 'waiting')
  return (
    <div className="page-width narrow py-12 md:py-16">
      <Seo title={t('commerce.order')} hidden />
      <Crumbs trail={[{ label: t('commerce.myOrders'), to: '/orders' }]} />
      <header className="flex flex-wrap items-center gap-4 pt-4 pb-8">
        <h1 className="text-2xl">{t('commerce.order')}</h1>
        <StatusBadge status={order.status} />
      </header>
      <FormError />
      {search.get('done') === 'paid' && order.status === 'paid' && (
        <Notice tone="moss" role="status" className="mb-6">
          {t('commerce.thanks')}
        </Notice>
      )}
      {(search.get('done') === 'refund' || search.get('done') === 'asked') && (
        <Notice tone="moss" role="status" className="mb-6">
          {t(search.get('done') === 'asked' ? 'refunds.asked' : 'refunds.begun')}
        </Notice>
      )}
      <Receipt lines={order.lines} total={order.total}>
        {order.refunded.minor > 0n && (
          <div>
            <dt>{t('commerce.refunded')}</dt>
            <dd>−{money(order.refunded, true)}</dd>
          </div>
        )}
      </Receipt>
      <Facts order={order} />
      <RefundProgress cases={cases} />
      {order.status === 'pending' && <PendingActions order={order} />}
      {(order.status === 'paid' || order.status === 'partially_refunded') && (
        <div className="flex flex-wrap gap-3">
          <ButtonLink to="/library" tone="primary">
            {t('commerce.toLibrary')}
          </ButtonLink>
          {order.lines.some(({ months }) => months !== null) && (
            <ButtonLink to="/account/renewals">{t('renewals.manage')}</ButtonLink>
          )}
          {order.total.minor > 0n && !isAsked && (
            <ButtonLink to={`${orderPath(order.number)}/refund`} tone="quiet">
              {t('refunds.ask')}
            </ButtonLink>
          )}
          {order.total.minor > 0n && (
            <ButtonLink to={`${orderPath(order.number)}/invoice`} tone="quiet">
              {t('invoices.title')}
            </ButtonLink>
          )}
        </div>
      )}
      {order.status === 'refunded' && (
        <ButtonLink to={`${orderPath(order.number)}/invoice`} tone="quiet">
          {t('invoices.title')}
        </ButtonLink>
      )}
    </div>
  )
}

function Facts({ order }: { order: Order }) {
  const { t, date } = useWords()
  const facts: [string, string][] = [
    [t('commerce.number'), order.number],
    [t('commerce.placedAt'), date(order.createdAt, 'second')],
  ]
  if (order.paidAt) facts.push([t('commerce.paidAt'), date(order.paidAt, 'second')])
  if (order.status === 'pending') {
    facts.push([t('commerce.payBefore'), date(order.expiresAt, 'second')])
  }
  return (
    <dl className="grid gap-1 py-8 text-sm">
      {facts.map(([label, value]) => (
        <div key={label} className="flex gap-4">
          <dt className="w-24 flex-none text-faint">{label}</dt>
          <dd className="figures">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function PendingActions({ order }: { order: Order }) {
  const { t } = useWords()
  return (
    <div className="flex flex-wrap gap-3">
      <ButtonLink to={`${orderPath(order.number)}/pay`} tone="seal">
        {t('commerce.payNow')}
      </ButtonLink>
      <Form>
        <input type="hidden" name="intent" value="cancel" />
        <Button tone="quiet">{t('commerce.cancel')}</Button>
      </Form>
    </div>
  )
}
