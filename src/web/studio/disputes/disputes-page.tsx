import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Confirm } from '../../ui/controls/confirm.tsx'
import { TextArea, TextField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { Pager } from '../../ui/controls/pager.tsx'
import { Tabs } from '../../ui/controls/tabs.tsx'
import { Badge } from '../../ui/display/badge.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { requireStaff } from '../guard.ts'
import { shanghaiTime } from '../items/item-changes.ts'
import type { Route } from './+types/disputes-page'
import { disputeTones } from './dispute-words.ts'

export async function loader({ context, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support')
  const search = new URL(request.url).searchParams
  const view = search.get('view') === 'all' ? 'all' : 'open'
  const after = search.get('after') ?? undefined
  return { page: await commerce.listDisputes(ctx, { view, after }) }
}

/** Writes down a complaint that came by another way. */
export async function action({ context, request }: Route.ActionArgs) {
  const field = await readForm(request)
  const dueAt = field('dueAt')
  const id = await commerce.openComplaint(ctxOf(context), {
    orderNumber: field('orderNumber'),
    reason: field('reason'),
    dueAt: dueAt ? shanghaiTime(dueAt) : null,
  })
  return go(`/studio/disputes/${id}`)
}

export default function DisputesPage({ loaderData: { page } }: Route.ComponentProps) {
  const { t } = useWords()
  const [search] = useSearchParams()
  const isAll = search.get('view') === 'all'
  return (
    <>
      <h1 className="pb-6 text-2xl">{t('disputes.title')}</h1>
      <div className="pb-6">
        <Tabs
          label={t('disputes.title')}
          tabs={[
            { to: '/studio/disputes', label: t('disputes.open'), current: !isAll },
            { to: '/studio/disputes?view=all', label: t('disputes.all'), current: isAll },
          ]}
        />
      </div>
      <FormError />
      {page.items.length === 0 && <Empty title={t('disputes.none')} />}
      <ul className="grid gap-4 pb-10">
        {page.items.map((dispute) => (
          <Row key={dispute.id} dispute={dispute} />
        ))}
      </ul>
      <Pager next={page.next} />
      <Confirm label={t('disputes.record')}>
        <p className="pb-4 text-sm">{t('disputes.recordLead')}</p>
        <Form className="grid gap-5">
          <TextField label={t('disputes.orderNumber')} name="orderNumber" required />
          <TextArea label={t('disputes.complaintText')} name="reason" required maxLength={500} />
          <TextField label={t('disputes.dueAt')} name="dueAt" type="datetime-local" />
          <Button tone="primary" className="w-fit">
            {t('disputes.add')}
          </Button>
        </Form>
      </Confirm>
    </>
  )
}

function Row({ dispute }: { dispute: commerce.ListedDispute }) {
  const { t, money, date } = useWords()
  const { dueAt, status } = dispute
  return (
    <li className="panel flex flex-wrap items-baseline gap-x-4 gap-y-1">
      <Badge tone={disputeTones[status]}>{t(`disputes.status.${status}`)}</Badge>
      <Link className="link figures" to={`/studio/disputes/${dispute.id}`}>
        {dispute.orderNumber}
      </Link>
      <strong className="figures">{money(dispute.amount, true)}</strong>
      <span>{t(`disputes.${dispute.kind}`)}</span>
      <span className="text-sm text-faint">
        {dueAt ? t('disputes.due', { date: date(dueAt, 'minute') }) : t('disputes.noDue')}
      </span>
    </li>
  )
}
