import type { RenewalState } from '#commerce'
import { useWords } from '../../i18n/use-words.ts'
import { Button, ButtonLink } from '../../ui/controls/button.tsx'
import { Form } from '../../ui/controls/form.tsx'
import { Badge } from '../../ui/display/badge.tsx'
import { type Method, methodWords } from '../order.ts'

type Entry = RenewalState & { methods: Method[] }
type Renewal = NonNullable<RenewalState['renewal']>

const tones = {
  off: 'plain',
  pending: 'ochre',
  active: 'moss',
  past_due: 'ochre',
  cancelled: 'plain',
} as const

/** One thing held for a time: until when, how it renews, and what can be done about that. */
export function RenewalEntry({ entry }: { entry: Entry }) {
  const { t, date, money } = useWords()
  const { title, endsAt, offer, renewal } = entry
  const status = renewal?.status ?? 'off'
  const isOn = renewal?.status === 'active' || renewal?.status === 'past_due'
  const isDearer = offer && renewal && offer.price.minor !== renewal.amount.minor
  return (
    <li className="panel grid gap-4">
      <p className="flex flex-wrap items-center justify-between gap-3">
        <span className="font-serif text-lg">{title}</span>
        <Badge tone={tones[status]}>{t(`renewals.status.${status}`)}</Badge>
      </p>
      <p className="text-sm text-soft">{t('renewals.until', { date: date(endsAt, 'minute') })}</p>
      {renewal && isOn ? <Next renewal={renewal} /> : <p>{t('renewals.notOn')}</p>}
      {offer && !isOn && (
        <p className="text-sm text-faint">
          {t('renewals.terms', { amount: money(offer.price, true), months: offer.months })}
        </p>
      )}
      <div className="flex flex-wrap gap-3">
        {renewal && (isOn || renewal.status === 'pending') && (
          <Change intent="cancel" id={renewal.id} label={t('renewals.turnOff')} />
        )}
        {renewal?.canResume && (
          <Change intent="resume" id={renewal.id} label={t('renewals.resume')} />
        )}
        {offer && (!isOn || isDearer) && <Starts entry={entry} again={isOn} />}
        {offer && !isOn && (
          <ButtonLink to={`/checkout/${entry.itemId}`} tone="quiet">
            {t('renewals.buyAgain')}
          </ButtonLink>
        )}
      </div>
      {offer && !isOn && <p className="text-sm text-faint">{t('renewals.consent')}</p>}
    </li>
  )
}

function Next({ renewal }: { renewal: Renewal }) {
  const { t, date, money } = useWords()
  const facts = {
    date: date(renewal.dueAt, 'minute'),
    amount: money(renewal.amount, true),
    method: t(methodWords[renewal.provider]),
  }
  return <p className="text-sm">{t('renewals.next', facts)}</p>
}

function Change({ intent, id, label }: { intent: string; id: string; label: string }) {
  return (
    <Form>
      <input type="hidden" name="intent" value={intent} />
      <input type="hidden" name="renewalId" value={id} />
      <Button tone="quiet">{label}</Button>
    </Form>
  )
}

function Starts({ entry, again }: { entry: Entry; again: boolean }) {
  const { t, money } = useWords()
  const { itemId, methods, offer } = entry
  return methods.map((method) => {
    const name = { method: t(methodWords[method]) }
    const amount = offer ? money(offer.price, true) : ''
    return (
      <Form key={method}>
        <input type="hidden" name="intent" value="start" />
        <input type="hidden" name="itemId" value={itemId} />
        <Button name="method" value={method}>
          {again ? t('renewals.resign', { ...name, amount }) : t('renewals.turnOn', name)}
        </Button>
      </Form>
    )
  })
}
