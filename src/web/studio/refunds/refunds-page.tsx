import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { orderPath } from '../../commerce/order.ts'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { ctxOf, visitOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { TextField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { Badge } from '../../ui/display/badge.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/refunds-page'

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support')
  return { waiting: await commerce.listWaitingRefunds(ctx) }
}

export async function action({ context, request }: Route.ActionArgs) {
  const { ctx, origin } = visitOf(context)
  const field = await readForm(request)
  await commerce.decideRefund(ctx, field('caseId'), {
    approve: field('decision') === 'approve',
    note: field('note'),
    baseUrl: origin,
  })
  return go('/studio/refunds?done=1')
}

export default function RefundsPage({ loaderData: { waiting } }: Route.ComponentProps) {
  const { t } = useWords()
  const [search] = useSearchParams()
  return (
    <>
      <h1 className="pb-8 text-2xl">{t('refunds.queue')}</h1>
      {search.has('done') && (
        <Notice tone="moss" role="status" className="mb-6">
          {t('refunds.decided')}
        </Notice>
      )}
      <FormError />
      {waiting.length === 0 && <Empty title={t('refunds.queueEmpty')} />}
      <ul className="grid gap-6">
        {waiting.map((one) => (
          <Waiting key={one.id} one={one} />
        ))}
      </ul>
    </>
  )
}

function Waiting({ one }: { one: commerce.RefundCase }) {
  const { t, money, date } = useWords()
  return (
    <li className="panel grid gap-4">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <strong className="figures text-xl">{money(one.amount, true)}</strong>
        {one.waitsFor && <Badge tone="ochre">{t(`refunds.waits.${one.waitsFor}`)}</Badge>}
        <Link className="link figures" to={`/studio${orderPath(one.orderNumber)}`}>
          {one.orderNumber}
        </Link>
        <span className="text-sm text-faint">{date(one.createdAt, 'minute')}</span>
      </div>
      <p>{one.lines.map(({ title }) => title).join('、')}</p>
      <p className="text-soft">{one.reason}</p>
      <Form className="grid gap-4">
        <input type="hidden" name="caseId" value={one.id} />
        <TextField label={t('refunds.note')} name="note" maxLength={200} />
        <div className="flex flex-wrap gap-3">
          <Button tone="primary" name="decision" value="approve">
            {t('refunds.approve')}
          </Button>
          <Button name="decision" value="reject">
            {t('refunds.reject')}
          </Button>
        </div>
      </Form>
    </li>
  )
}
