import type { OrderFile } from '#commerce'
import { useWords } from '../../i18n/use-words.ts'
import { Amount } from './charge-table.tsx'
import { accountWords, kindWords } from './ledger-words.ts'

/** The balanced transfers behind the order; each one sums to zero. */
export function LedgerTable({ transfers }: { transfers: OrderFile['ledger'] }) {
  const { t, date, locale } = useWords()
  if (transfers.length === 0) return <p className="text-sm text-faint">{t('studio.noLedger')}</p>
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{t('studio.ledgerAccount')}</th>
          <th scope="col">{t('studio.what')}</th>
          <th scope="col">{t('studio.when')}</th>
          <th scope="col" className="number">
            {t('studio.amount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {transfers.flatMap(({ key, kind, at, entries }) =>
          entries.map(({ account, currency, amountMinor }, index) => (
            <tr key={`${key}/${String(index)}`}>
              <td title={account}>{accountWords(locale, account)}</td>
              <td data-label={t('studio.what')}>{kindWords(locale, kind)}</td>
              <td className="figures" data-label={t('studio.when')}>
                {date(at, 'second')}
              </td>
              <Amount minor={amountMinor} currency={currency} />
            </tr>
          )),
        )}
      </tbody>
    </table>
  )
}
