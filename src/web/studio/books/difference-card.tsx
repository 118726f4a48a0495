import { isCurrency } from '#kernel/money.ts'
import type { Difference } from '#payments'
import { useWords } from '../../i18n/use-words.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Confirm } from '../../ui/controls/confirm.tsx'
import { TextField } from '../../ui/controls/field.tsx'
import { Form } from '../../ui/controls/form.tsx'
import { Badge } from '../../ui/display/badge.tsx'

/** What they say, what we say, what to do about it, and the two ways to be done with it. */
export function DifferenceCard({ one }: { one: Difference }) {
  const { t, date } = useWords()
  const isForeign = one.kind === 'missing_here' && !one.chargeId && !one.refundId
  const kind = isForeign ? 'foreign' : one.kind
  return (
    <li className="panel grid gap-4">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <Badge tone="ochre">{t(`books.kind.${kind}`)}</Badge>
        <strong>
          {t(`commerce.method.${one.provider}`)} · {t(`books.about.${one.about}`)}
        </strong>
        <span className="figures text-sm text-faint">{one.date}</span>
        <span className="figures text-sm break-all">{one.subject}</span>
      </div>
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <Side label={t('books.theirs')} minor={one.theirsMinor} status={one.theirStatus} of={one} />
        <Side label={t('books.ours')} minor={one.oursMinor} status={one.ourStatus} of={one} />
      </dl>
      <p className="text-soft">{t(`books.todo.${kind}`)}</p>
      {one.askAt && (
        <p className="text-sm text-faint">{t('books.asksAt', { at: date(one.askAt, 'minute') })}</p>
      )}
      <div className="flex flex-wrap items-start gap-3">
        {(one.chargeId || one.refundId) && one.kind !== 'fee' && (
          <Form>
            <input type="hidden" name="intent" value="ask" />
            <input type="hidden" name="id" value={one.id} />
            <Button tone="primary">{t('books.ask')}</Button>
          </Form>
        )}
        <Confirm label={t('books.resolve')}>
          <Form className="grid gap-4">
            <input type="hidden" name="intent" value="resolve" />
            <input type="hidden" name="id" value={one.id} />
            <TextField label={t('books.note')} name="note" required maxLength={500} />
            <Button className="w-fit">{t('books.resolve')}</Button>
          </Form>
        </Confirm>
      </div>
    </li>
  )
}

type SideProps = {
  label: string
  minor: bigint | null
  status: string | null
  of: Pick<Difference, 'currency'>
}

function Side({ label, minor, status, of: { currency } }: SideProps) {
  const { t, money } = useWords()
  const amount = minor !== null && isCurrency(currency) ? money({ minor, currency }, true) : null
  return (
    <div>
      <dt className="text-sm text-faint">{label}</dt>
      <dd className="figures">
        {amount ?? t('books.nothing')}
        {status && <span className="pl-2 text-sm text-faint">{status}</span>}
      </dd>
    </div>
  )
}
