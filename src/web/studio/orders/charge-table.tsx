import type { OrderFile } from '#commerce'
import { isCurrency, money as moneyOf } from '#kernel/money.ts'
import { methodWords } from '../../commerce/order.ts'
import { useWords } from '../../i18n/use-words.ts'
import type { WordKey } from '../../i18n/words.ts'
import { Badge, type Tone } from '../../ui/display/badge.tsx'

type Charge = OrderFile['charges'][number]
type Refund = OrderFile['refunds'][number]

const chargeStates: Record<Charge['status'], [WordKey, Tone]> = {
  creating: ['studio.charge.creating', 'plain'],
  open: ['studio.charge.open', 'ochre'],
  settled: ['studio.charge.settled', 'moss'],
  closed: ['studio.charge.closed', 'plain'],
  duplicate: ['studio.charge.duplicate', 'seal'],
  mismatched: ['studio.charge.mismatched', 'seal'],
}

const refundStates: Record<Refund['status'], [WordKey, Tone]> = {
  requested: ['studio.refundState.requested', 'ochre'],
  processing: ['studio.refundState.processing', 'ochre'],
  succeeded: ['studio.refundState.succeeded', 'moss'],
  failed: ['studio.refundState.failed', 'seal'],
}

/** What was asked of the gateways and what they answered. */
export function ChargeTable({ charges, refunds }: Pick<OrderFile, 'charges' | 'refunds'>) {
  const { t, date } = useWords()
  if (charges.length === 0) return <p className="text-sm text-faint">{t('studio.noCharges')}</p>
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{t('studio.what')}</th>
          <th scope="col">{t('studio.state')}</th>
          <th scope="col">{t('studio.ourNumber')}</th>
          <th scope="col">{t('studio.when')}</th>
          <th scope="col" className="number">
            {t('studio.amount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {charges.map((charge) => {
          const [words, tone] = chargeStates[charge.status]
          return (
            <tr key={charge.id}>
              <td>{t('studio.chargeBy', { method: t(methodWords[charge.provider]) })}</td>
              <td data-label={t('studio.state')}>
                <Badge tone={tone}>{t(words)}</Badge>
              </td>
              <td className="figures break-all" data-label={t('studio.ourNumber')}>
                {charge.outTradeNo}
              </td>
              <td className="figures" data-label={t('studio.when')}>
                {date(charge.settledAt ?? charge.createdAt, 'second')}
              </td>
              <Amount minor={charge.amountMinor} currency={charge.currency} />
            </tr>
          )
        })}
        {refunds.map((refund) => {
          const [words, tone] = refundStates[refund.status]
          return (
            <tr key={refund.id}>
              <td>{t('studio.refund')}</td>
              <td data-label={t('studio.state')}>
                <Badge tone={tone}>{t(words)}</Badge>
              </td>
              <td className="figures break-all" data-label={t('studio.ourNumber')}>
                {refund.outRefundNo}
              </td>
              <td className="figures" data-label={t('studio.when')}>
                {date(refund.finishedAt ?? refund.createdAt, 'second')}
              </td>
              <Amount minor={-refund.amountMinor} currency={refund.currency} />
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** An amount cell; a currency that the platform does not know stays a bare number. */
export function Amount({ minor, currency }: { minor: bigint; currency: string }) {
  const { t, money } = useWords()
  return (
    <td className="number" data-label={t('studio.amount')}>
      {isCurrency(currency) ? money(moneyOf(minor, currency), true) : `${minor} ${currency}`}
    </td>
  )
}
