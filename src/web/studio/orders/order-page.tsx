import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import type { OrderStatus } from '../../commerce/order.ts'
import { Receipt } from '../../commerce/receipt.tsx'
import { StatusBadge } from '../../commerce/status-badge.tsx'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { visitOf } from '../../shell/visit.ts'
import { FormError } from '../../ui/controls/form.tsx'
import { Crumbs } from '../../ui/display/crumbs.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/order-page'
import { ChargeTable } from './charge-table.tsx'
import { History } from './history.tsx'
import { LedgerTable } from './ledger-table.tsx'
import { readRefundLines } from './read-refund.ts'
import { RefundCases } from './refund-cases.tsx'
import { RefundForm } from './refund-form.tsx'

export async function loader({ context, params }: Route.LoaderArgs) {
  const { ctx } = visitOf(context)
  requireStaff(ctx, 'creator', 'support')
  return { file: await commerce.getOrderHistory(ctx, params.number) }
}

export async function action({ context, params, request }: Route.ActionArgs) {
  const { ctx, origin } = visitOf(context)
  const field = await readForm(request)
  if (field('intent') === 'retry') {
    await commerce.retryRefund(ctx, field('caseId'), { baseUrl: origin })
    return go(`/studio/orders/${params.number}?done=refund`)
  }
  if (field('intent') !== 'refund') throw invalid('form.unknown_intent')
  const { order } = await commerce.getOrderHistory(ctx, params.number)
  const lines = readRefundLines(field, order)
  await commerce.refundOrder(ctx, params.number, {
    reason: field('reason'),
    baseUrl: origin,
    ...(lines && { lines }),
  })
  return go(`/studio/orders/${params.number}?done=refund`)
}

const refundable: OrderStatus[] = ['paid', 'partially_refunded']

export default function StudioOrderPage({ loaderData: { file } }: Route.ComponentProps) {
  const { order, buyer, history, charges, refunds, cases, ledger } = file
  const { t, money } = useWords()
  const [search] = useSearchParams()
  const settled = charges.some(({ status }) => status === 'settled')
  return (
    <>
      <Crumbs trail={[{ label: t('studio.orders'), to: '/studio/orders' }]} />
      <header className="flex flex-wrap items-center gap-4 pt-4 pb-8">
        <h1 className="figures text-xl">{order.number}</h1>
        <StatusBadge status={order.status} />
      </header>
      {search.get('done') === 'refund' && (
        <Notice tone="moss" role="status" className="mb-8">
          {t('studio.refundBegun')}
        </Notice>
      )}
      <FormError />
      <div className="grid grid-cols-1 gap-x-14 gap-y-12 xl:grid-cols-2">
        <div className="grid content-start gap-6">
          <Receipt lines={order.lines} total={order.total}>
            {order.refunded.minor > 0n && (
              <div>
                <dt>{t('commerce.refunded')}</dt>
                <dd>−{money(order.refunded, true)}</dd>
              </div>
            )}
          </Receipt>
          <p className="text-sm">
            <span className="text-faint">{t('studio.buyer')}</span> {buyer.name} · {buyer.email}
          </p>
          {refundable.includes(order.status) && settled && (
            <RefundForm order={order} cases={cases} />
          )}
          <RefundCases cases={cases} />
        </div>
        <section aria-labelledby="history">
          <div className="channel">
            <h2 id="history">{t('studio.history')}</h2>
          </div>
          <History history={history} refunds={refunds} />
        </section>
        <section className="xl:col-span-2" aria-labelledby="charges">
          <div className="channel">
            <h2 id="charges">{t('studio.charges')}</h2>
          </div>
          <ChargeTable charges={charges} refunds={refunds} />
        </section>
        <section className="xl:col-span-2" aria-labelledby="ledger">
          <div className="channel">
            <h2 id="ledger">{t('studio.ledger')}</h2>
          </div>
          <LedgerTable transfers={ledger} />
        </section>
      </div>
    </>
  )
}
