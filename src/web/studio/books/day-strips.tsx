import type { BillDay, ProviderName } from '#payments'
import { useWords } from '../../i18n/use-words.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Confirm } from '../../ui/controls/confirm.tsx'
import { SelectField } from '../../ui/controls/field.tsx'
import { Form } from '../../ui/controls/form.tsx'
import { Badge } from '../../ui/display/badge.tsx'

type State = 'matched' | 'differs' | 'failed' | 'waiting'
type Day = { date: string; state: State; lines: number; error: string | null }
type Strip = { provider: ProviderName; account: string; days: Day[] }

const tones = { matched: 'moss', differs: 'ochre', failed: 'seal', waiting: 'plain' } as const
const marks: Record<State, string> = { matched: '✓', differs: '≠', failed: '✗', waiting: '…' }

/** The last weeks of each gateway, a mark a day; a day can be fetched again. */
export function DayStrips({ days }: { days: BillDay[] }) {
  const { t } = useWords()
  const strips = stripsOf(days)
  return (
    <section aria-labelledby="days">
      <h2 id="days" className="pb-2 text-xl">
        {t('books.days')}
      </h2>
      <p className="pb-4 text-sm text-soft">{t('books.daysLead')}</p>
      {strips.length === 0 && <p className="text-faint">{t('books.noDays')}</p>}
      <div className="grid gap-6">
        {strips.map((strip) => (
          <div key={`${strip.provider} ${strip.account}`}>
            <h3 className="pb-2 text-base">
              {t(`commerce.method.${strip.provider}`)}{' '}
              <span className="figures text-xs text-faint">{strip.account}</span>
            </h3>
            <ol className="flex flex-wrap gap-1.5 pb-3">
              {strip.days.map((day) => (
                <li key={day.date} title={`${day.date} · ${t(`books.day.${day.state}`)}`}>
                  <Badge tone={tones[day.state]}>
                    <span className="figures">{day.date.slice(5)}</span>{' '}
                    <span aria-hidden="true">{marks[day.state]}</span>
                    <span className="sr-only">{t(`books.day.${day.state}`)}</span>
                  </Badge>
                </li>
              ))}
            </ol>
            <Refetch strip={strip} />
          </div>
        ))}
      </div>
    </section>
  )
}

function Refetch({ strip: { provider, account, days } }: { strip: Strip }) {
  const { t } = useWords()
  return (
    <Confirm label={t('books.refetch')}>
      <Form className="flex flex-wrap items-end gap-3">
        <input type="hidden" name="intent" value="refetch" />
        <input type="hidden" name="provider" value={provider} />
        <input type="hidden" name="account" value={account} />
        <SelectField
          label={t('books.which')}
          name="date"
          defaultValue={days.at(-1)?.date}
          options={days.map(({ date }) => ({ value: date, label: date }))}
        />
        <Button>{t('books.refetch')}</Button>
      </Form>
    </Confirm>
  )
}

function stripsOf(days: BillDay[]): Strip[] {
  const strips = new Map<string, Strip>()
  for (const { provider, account, date, ...bill } of days) {
    const key = `${provider} ${account}`
    const strip = strips.get(key) ?? { provider, account, days: [] }
    strips.set(key, strip)
    const state = stateOf(bill)
    const known = strip.days.find((day) => day.date === date)
    const day = { date, state, lines: bill.lines, error: bill.error }
    if (!known) strip.days.push(day)
    else if (order.indexOf(state) < order.indexOf(known.state)) Object.assign(known, day)
  }
  return [...strips.values()]
}

/** A day is what the worse of its two bills is. */
const order: State[] = ['failed', 'differs', 'waiting', 'matched']

function stateOf({ state, open }: Pick<BillDay, 'state' | 'open'>): State {
  if (state === 'failed') return 'failed'
  if (open > 0) return 'differs'
  return state === 'done' ? 'matched' : 'waiting'
}
