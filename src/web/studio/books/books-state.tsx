import type { Books } from '#commerce'
import { useWords } from '../../i18n/use-words.ts'
import { Badge, type Tone } from '../../ui/display/badge.tsx'

/** Says first whether everything is right, then each thing that was looked at and when. */
export function BooksState({ books }: { books: Books }) {
  const { t, count, date } = useWords()
  const { balance, check, openCount, failing, days } = books
  const matched = days.filter(({ kind, state }) => kind === 'trade' && state === 'done')
  const last = days
    .flatMap(({ finishedAt }) => (finishedAt ? [finishedAt] : []))
    .reduce<Date | null>((latest, at) => (latest && latest > at ? latest : at), null)
  return (
    <div className="panel grid gap-5">
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <strong className="font-serif text-3xl">{t(`books.state.${stateOf(balance)}`)}</strong>
        <span className="figures text-lg text-soft">
          {t('books.openCount', { count: count(openCount) })}
        </span>
      </p>
      <ul className="grid gap-2">
        <Fact right={check ? check.balanced : null} label={t('books.ledger')}>
          {check && t('books.transfers', { count: count(check.transfers) })}
          {check && !check.balanced && (
            <span className="block whitespace-pre-line">{check.findings}</span>
          )}
        </Fact>
        <Fact right={check ? check.logIntact : null} label={t('books.log')}>
          {check && t('books.links', { count: count(check.links) })}
        </Fact>
        <Fact right={days.length === 0 ? null : failing === 0} label={t('books.bills')}>
          {t('books.daysMatched', { count: count(matched.length) })}
          {last && ` · ${t('books.lastRun', { at: date(last, 'minute') })}`}
        </Fact>
        <Fact right={days.length === 0 ? null : openCount === 0} label={t('books.differences')}>
          {t('books.openCount', { count: count(openCount) })}
        </Fact>
      </ul>
      {check && (
        <p className="text-sm text-faint">
          {t('books.checkedAt', { at: date(check.at, 'minute') })}
        </p>
      )}
    </div>
  )
}

function stateOf(balance: boolean | null): 'right' | 'wrong' | 'unknown' {
  if (balance === null) return 'unknown'
  return balance ? 'right' : 'wrong'
}

function Fact(props: { right: boolean | null; label: string; children: React.ReactNode }) {
  const { t } = useWords()
  const state = stateOf(props.right)
  const tones: Record<typeof state, Tone> = { right: 'moss', wrong: 'seal', unknown: 'plain' }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Badge tone={tones[state]}>{t(`books.fact.${state}`)}</Badge>
      <span>{props.label}</span>
      <span className="figures text-sm text-faint">{props.children}</span>
    </li>
  )
}
