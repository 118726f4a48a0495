import type * as commerce from '#commerce'
import { StatusBadge } from '../../commerce/status-badge.tsx'
import { useWords } from '../../i18n/use-words.ts'
import { Link } from '../../ui/controls/link.tsx'

type SoldOrder = Awaited<ReturnType<typeof commerce.listOrders>>['items'][number]

export function OrderTable({ orders }: { orders: SoldOrder[] }) {
  const { t, date, money } = useWords()
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{t('commerce.order')}</th>
          <th scope="col">{t('studio.buyer')}</th>
          <th scope="col">{t('studio.state')}</th>
          <th scope="col">{t('commerce.placedAt')}</th>
          <th scope="col" className="number">
            {t('commerce.total')}
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <tr key={order.id}>
            <td>
              <Link to={`/studio/orders/${order.number}`}>
                <span className="block font-serif">
                  {order.lines.map(({ title }) => title).join('、')}
                </span>
                <span className="figures text-xs text-faint">{order.number}</span>
              </Link>
            </td>
            <td data-label={t('studio.buyer')}>{order.buyer.name}</td>
            <td data-label={t('studio.state')}>
              <StatusBadge status={order.status} />
            </td>
            <td data-label={t('commerce.placedAt')} className="figures">
              {date(order.createdAt, 'minute')}
            </td>
            <td className="number" data-label={t('commerce.total')}>
              {money(order.total, true)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
