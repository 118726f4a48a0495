import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Button, ButtonLink } from '../../ui/controls/button.tsx'
import { Confirm } from '../../ui/controls/confirm.tsx'
import { TextArea } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { Badge } from '../../ui/display/badge.tsx'
import { Crumbs } from '../../ui/display/crumbs.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/dispute-page'
import { disputeTones } from './dispute-words.ts'

export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support')
  return await commerce.getDispute(ctx, params.disputeId)
}

export async function action({ context, params, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  const intent = field('intent')
  const { disputeId } = params
  if (intent === 'note') await commerce.noteOnDispute(ctx, disputeId, { note: field('note') })
  else if (intent === 'submit') await commerce.submitDispute(ctx, disputeId)
  else if (intent === 'won' || intent === 'lost') {
    await commerce.closeComplaint(ctx, disputeId, { won: intent === 'won' })
  } else throw invalid('form.unknown_intent')
  return go(`/studio/disputes/${disputeId}?done=1`)
}

export default function DisputePage({ loaderData }: Route.ComponentProps) {
  const { dispute, order, canSubmit } = loaderData
  const { t } = useWords()
  const [search] = useSearchParams()
  const { id, status, kind } = dispute
  return (
    <>
      <Crumbs trail={[{ label: t('disputes.title'), to: '/studio/disputes' }]} />
      <header className="flex flex-wrap items-center gap-4 pt-4 pb-8">
        <h1 className="text-xl">{t(`disputes.${kind}`)}</h1>
        <Badge tone={disputeTones[status]}>{t(`disputes.status.${status}`)}</Badge>
        <Link className="link figures" to={`/studio/orders/${order.number}`}>
          {order.number}
        </Link>
      </header>
      {search.has('done') && (
        <Notice tone="moss" role="status" className="mb-6">
          {t('disputes.done')}
        </Notice>
      )}
      <FormError />
      <div className="grid grid-cols-1 gap-x-14 gap-y-10 xl:grid-cols-2">
        <div className="grid content-start gap-8">
          <Facts dispute={dispute} titles={order.titles} />
          <Form className="grid gap-4">
            <input type="hidden" name="intent" value="note" />
            <TextArea
              label={t('disputes.note')}
              name="note"
              defaultValue={dispute.note}
              maxLength={4000}
            />
            <Button className="w-fit">{t('disputes.saveNote')}</Button>
          </Form>
          <div className="grid gap-3">
            <p className="text-sm text-soft">{t('disputes.evidenceLead')}</p>
            <ButtonLink to={`/studio/disputes/${id}/evidence`}>{t('disputes.evidence')}</ButtonLink>
          </div>
          {canSubmit && (
            <Confirm label={t('disputes.submit')}>
              <p className="pb-4 text-sm">{t('disputes.submitLead')}</p>
              <Form>
                <input type="hidden" name="intent" value="submit" />
                <Button tone="seal">{t('disputes.submit')}</Button>
              </Form>
            </Confirm>
          )}
          {kind === 'complaint' && status === 'opened' && (
            <Form className="flex flex-wrap gap-3">
              <Button name="intent" value="won">
                {t('disputes.closeWon')}
              </Button>
              <Button name="intent" value="lost">
                {t('disputes.closeLost')}
              </Button>
            </Form>
          )}
        </div>
        <Steps history={loaderData.history} />
      </div>
    </>
  )
}

function Facts({ dispute, titles }: { dispute: commerce.Dispute; titles: string[] }) {
  const { t, money, date } = useWords()
  const { dueAt, submittedAt } = dispute
  const facts: [string, string][] = [
    [t('disputes.amount'), money(dispute.amount, true)],
    [t('disputes.reason'), dispute.reason],
  ]
  if (dispute.kind === 'chargeback') facts.push([t('disputes.number'), dispute.disputeNo])
  return (
    <div className="grid gap-3">
      <p>{titles.join('、')}</p>
      <p className="font-medium">
        {dueAt ? t('disputes.due', { date: date(dueAt, 'minute') }) : t('disputes.noDue')}
      </p>
      {submittedAt && <p>{t('disputes.submitted', { date: date(submittedAt, 'minute') })}</p>}
      <dl className="grid gap-1 text-sm">
        {facts.map(([label, value]) => (
          <div key={label} className="flex gap-4">
            <dt className="w-28 flex-none text-faint">{label}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Steps({ history }: Pick<commerce.DisputeFile, 'history'>) {
  const { t, date } = useWords()
  return (
    <section aria-labelledby="steps">
      <div className="channel">
        <h2 id="steps">{t('disputes.history')}</h2>
      </div>
      <ol className="history">
        {history.map(({ to, at, reason }) => (
          <li key={to + reason + at.toISOString()}>
            <p className="font-medium">{t(`disputes.status.${to as commerce.DisputeStatus}`)}</p>
            <p className="text-sm text-faint">
              <time dateTime={at.toISOString()}>{date(at, 'second')}</time> · {reason}
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
}
