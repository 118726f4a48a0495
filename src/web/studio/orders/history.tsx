import type { OrderFile } from '#commerce'
import { statusWords } from '../../commerce/order.ts'
import { useWords } from '../../i18n/use-words.ts'
import { reasonWords } from './ledger-words.ts'

type HistoryProps = Pick<OrderFile, 'history' | 'refunds'>

/** Every change of the order: what, when, by whom, why. */
export function History({ history, refunds }: HistoryProps) {
  const { t, date, locale } = useWords()
  const changes = history.map(({ to, actor, reason, at }) => ({
    at,
    what: t(statusWords[to as keyof typeof statusWords]),
    who: actor,
    why: reasonWords(locale, reason),
  }))
  const asked = refunds.map(({ createdAt, reason, requestedBy }) => ({
    at: createdAt,
    what: t('studio.refundAsked'),
    who: requestedBy,
    why: reason,
  }))
  const all = [...changes, ...asked].sort((a, b) => a.at.getTime() - b.at.getTime())
  return (
    <ol className="history">
      {all.map(({ at, what, who, why }) => (
        <li key={what + at.toISOString()}>
          <p className="font-medium">{what}</p>
          <p className="text-sm text-faint">
            <time dateTime={at.toISOString()}>{date(at, 'second')}</time> ·{' '}
            {who.startsWith('system') ? t('studio.bySystem') : t('studio.byPerson')}
            {why && ` · ${why}`}
          </p>
        </li>
      ))}
    </ol>
  )
}
