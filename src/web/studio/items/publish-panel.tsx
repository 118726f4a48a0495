import type { FormEvent, ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import type { Draft } from '#catalog'
import type { SalesObstacle } from '#payments'
import { itemPath } from '../../catalog/cards/card.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useShell } from '../../shell/shell.ts'
import { Button, ButtonLink } from '../../ui/controls/button.tsx'
import { TextField } from '../../ui/controls/field.tsx'
import { Form } from '../../ui/controls/form.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { Badge } from '../../ui/display/badge.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { itemStatusTones, itemStatusWords } from './draft-table.tsx'
import { Labelled } from './labelled.tsx'

type PublishPanelProps = {
  draft: Draft
  /** As chosen in the editor, which may be ahead of the draft. */
  access: Draft['access']
  price: string
  /** Why nobody could pay this price; null when somebody can. */
  obstacle: SalesObstacle | null
  /** For so long it is sold; null is for good. */
  months: number | null
  flush: () => Promise<boolean>
}

/** Where the piece stands and what can be done with it; each button saves the text first. */
export function PublishPanel({ draft, access, price, months, obstacle, flush }: PublishPanelProps) {
  const { t, date } = useWords()
  const [search] = useSearchParams()
  const { status, publishAt } = draft
  return (
    <section className="panel grid gap-4" aria-label={t('authoring.publishing')}>
      <p className="flex items-center justify-between">
        <Badge tone={itemStatusTones[status]}>{t(itemStatusWords[status])}</Badge>
        {status === 'published' && (
          <Link className="link text-sm" to={itemPath(draft)}>
            {t('authoring.view')}
          </Link>
        )}
      </p>
      {search.has('done') && (
        <p role="status" className="text-sm text-moss">
          {t('authoring.done')}
        </p>
      )}
      {status === 'scheduled' && publishAt && (
        <p className="text-sm">
          {t('authoring.scheduledFor', { date: date(publishAt, 'minute') })}
        </p>
      )}
      {access === 'sold' && <PriceForm price={price} flush={flush} />}
      {access === 'sold' && obstacle && <NoGateway reason={obstacle} />}
      {access === 'sold' && <TermForm months={months} flush={flush} />}
      {access === 'sold' && (
        <Link className="link text-sm" to={`/studio/items/${draft.id}/income`}>
          {t('money.income')}
        </Link>
      )}
      {draft.kind === 'course' && (
        <ButtonLink to={`/studio/items/${draft.id}/outline`} wide>
          {t('authoring.editOutline')}
        </ButtonLink>
      )}
      {status !== 'published' && (
        <Step intent="publish" flush={flush}>
          <Button tone="primary" wide>
            {t('authoring.publish')}
          </Button>
        </Step>
      )}
      {(status === 'draft' || status === 'scheduled') && <Schedule flush={flush} />}
      {status !== 'draft' && (
        <Step intent="unpublish" flush={flush}>
          <Button wide>{t('authoring.unpublish')}</Button>
        </Step>
      )}
      {status === 'published' && (
        <Step intent="archive" flush={flush}>
          <Button wide tone="quiet">
            {t('authoring.archive')}
          </Button>
        </Step>
      )}
    </section>
  )
}

/** Said before the refusal, with the way to where it is put right for whoever may. */
function NoGateway({ reason }: { reason: SalesObstacle }) {
  const { t } = useWords()
  const { viewer } = useShell()
  return (
    <Notice tone="ochre" className="text-sm">
      <p>{t(`authoring.obstacle.${reason}`)}</p>
      {viewer?.roles.includes('owner') && (
        <Link className="link" to="/studio/settings">
          {t('authoring.toSettings')}
        </Link>
      )}
    </Notice>
  )
}

type StepProps = { intent: string; flush: () => Promise<boolean>; children: ReactNode }

/** A plain form that lets the text be saved before it goes. */
function Step({ intent, flush, children }: StepProps) {
  const saveFirst = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    if (await flush()) form.submit()
  }
  return (
    <Form onSubmit={(event) => void saveFirst(event)}>
      <input type="hidden" name="intent" value={intent} />
      {children}
    </Form>
  )
}

function Schedule({ flush }: Pick<StepProps, 'flush'>) {
  const { t } = useWords()
  return (
    <details>
      <summary className="button button-wide">{t('authoring.schedule')}</summary>
      <Step intent="schedule" flush={flush}>
        <div className="grid gap-3 pt-3">
          <TextField
            label={t('authoring.publishAt')}
            name="publishAt"
            type="datetime-local"
            hint={t('authoring.beijingTime')}
            required
          />
          <Button size="small">{t('authoring.setTime')}</Button>
        </div>
      </Step>
    </details>
  )
}

const terms = [1, 3, 12]

function TermForm({ months, flush }: { months: number | null } & Pick<StepProps, 'flush'>) {
  const { t } = useWords()
  return (
    <Step intent="term" flush={flush}>
      <div className="flex items-end gap-2">
        <Labelled label={t('renewals.term')}>
          {(id) => (
            <select
              id={id}
              name="months"
              className="input input-small"
              defaultValue={months ? String(months) : ''}
            >
              <option value="">{t('renewals.term.forever')}</option>
              {terms.map((count) => (
                <option key={count} value={count}>
                  {t('renewals.term.months', { months: count })}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Button className="flex-none px-4">{t('renewals.setTerm')}</Button>
      </div>
    </Step>
  )
}

function PriceForm({ price, flush }: { price: string } & Pick<StepProps, 'flush'>) {
  const { t } = useWords()
  return (
    <Step intent="price" flush={flush}>
      <div className="flex items-end gap-2">
        <TextField
          label={t('authoring.price')}
          name="price"
          inputMode="decimal"
          defaultValue={price}
          placeholder="19.90"
          maxLength={12}
          required
        />
        <Button className="flex-none px-4">{t('authoring.setPrice')}</Button>
      </div>
    </Step>
  )
}
