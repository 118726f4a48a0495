import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { useWords } from '../../../i18n/use-words.ts'
import { ctxOf } from '../../../shell/visit.ts'
import { Link } from '../../../ui/controls/link.tsx'
import { Pager } from '../../../ui/controls/pager.tsx'
import { Tabs } from '../../../ui/controls/tabs.tsx'
import { Empty } from '../../../ui/display/empty.tsx'
import { requireStaff } from '../../guard.ts'
import { MoneyTabs } from '../money-tabs.tsx'
import { thisMonth } from '../this-month.ts'
import type { Route } from './+types/payouts-page'
import { PayoutBadge } from './payout-badge.tsx'

const statuses: commerce.PayoutStatus[] = ['requested', 'approved', 'sending', 'paid', 'failed']

export async function loader({ context, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'creator')
  const search = new URL(request.url).searchParams
  const status = statuses.find((name) => name === search.get('status'))
  const after = search.get('after') ?? undefined
  return { page: await commerce.listPayouts(ctx, { status, after }), month: thisMonth(ctx.now) }
}

export default function PayoutsPage({ loaderData: { page, month } }: Route.ComponentProps) {
  const { t } = useWords()
  const [search] = useSearchParams()
  const here = '/studio/money/payouts'
  const tabs = statuses.map((status) => ({
    to: `${here}?status=${status}`,
    label: t(`money.status.${status}`),
    current: search.get('status') === status,
  }))
  const all = { to: here, label: t('catalog.all'), current: !search.has('status') }
  return (
    <>
      <MoneyTabs current="payouts" month={month} />
      <div className="pb-4">
        <Tabs label={t('money.state')} tabs={[all, ...tabs]} />
      </div>
      {page.items.length > 0 ? (
        <PayoutTable payouts={page.items} />
      ) : (
        <Empty title={t('money.noPayouts')} />
      )}
      <Pager next={page.next} />
    </>
  )
}

type Listed = Awaited<ReturnType<typeof commerce.listPayouts>>['items']

function PayoutTable({ payouts }: { payouts: Listed }) {
  const { t, date, money } = useWords()
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{t('money.payee')}</th>
          <th scope="col">{t('money.method')}</th>
          <th scope="col">{t('money.state')}</th>
          <th scope="col">{t('money.when')}</th>
          <th scope="col" className="number">
            {t('money.amount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {payouts.map((payout) => (
          <tr key={payout.id}>
            <td>
              <Link to={`/studio/money/payouts/${payout.number}`}>
                <span className="block font-serif">{payout.payee}</span>
                <span className="figures text-xs text-faint">{payout.number}</span>
              </Link>
            </td>
            <td data-label={t('money.method')}>
              <span>
                {t(`money.method.${payout.method}`)} <span className="figures">{payout.hint}</span>
              </span>
            </td>
            <td data-label={t('money.state')}>
              <PayoutBadge status={payout.status} />
            </td>
            <td className="figures" data-label={t('money.when')}>
              {date(payout.createdAt, 'minute')}
            </td>
            <td className="number" data-label={t('money.amount')}>
              {money(payout.amount, true)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
