import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { orderPath } from '../../commerce/order.ts'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Confirm } from '../../ui/controls/confirm.tsx'
import { TextField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/transfers-page'

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support')
  return commerce.listTransfers(ctx)
}

export async function action({ context, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  const intent = field('intent')
  if (intent === 'refunded') {
    await commerce.confirmManualRefund(ctx, field('outRefundNo'), field('reference'))
  } else if (intent === 'arrived' || intent === 'missing') {
    const approve = intent === 'arrived'
    await commerce.decideTransfer(ctx, field('proofId'), { approve, reason: field('reason') })
  } else throw invalid('form.unknown_intent')
  return go('/studio/transfers?done=1')
}

export default function TransfersPage({ loaderData: { claimed, owed } }: Route.ComponentProps) {
  const { t } = useWords()
  const [search] = useSearchParams()
  return (
    <div className="grid gap-10">
      <section aria-labelledby="claimed">
        <h1 id="claimed" className="text-2xl">
          {t('transfers.queue')}
        </h1>
        <p className="pt-2 pb-6 text-soft">{t('transfers.queueLead')}</p>
        {search.has('done') && (
          <Notice tone="moss" role="status" className="mb-6">
            {t('transfers.done')}
          </Notice>
        )}
        <FormError />
        {claimed.length === 0 && <Empty title={t('transfers.queueEmpty')} />}
        <ul className="grid gap-5">
          {claimed.map((one) => (
            <Claimed key={one.proofId} one={one} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="owed">
        <h2 id="owed" className="text-xl">
          {t('transfers.owed')}
        </h2>
        <p className="pt-2 pb-6 text-soft">{t('transfers.owedLead')}</p>
        {owed.length === 0 && <p className="text-faint">{t('transfers.owedEmpty')}</p>}
        <ul className="grid gap-5">
          {owed.map((one) => (
            <Owed key={one.outRefundNo} one={one} />
          ))}
        </ul>
      </section>
    </div>
  )
}

function Claimed({ one }: { one: commerce.Transfer }) {
  const { t, money, date } = useWords()
  return (
    <li className="panel grid gap-4">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <strong className="figures text-2xl">{money(one.amount, true)}</strong>
        <span>{one.note}</span>
        <span className="text-sm text-faint">
          {one.buyer} · {date(one.submittedAt, 'minute')}
        </span>
        <Link className="link figures text-sm" to={`/studio${orderPath(one.orderNumber)}`}>
          {one.orderNumber}
        </Link>
        {one.hasPicture && (
          <a className="link text-sm" href={`/studio/transfers/${one.proofId}/picture`}>
            {t('transfers.seePicture')}
          </a>
        )}
      </div>
      <div className="flex flex-wrap items-start gap-3">
        <Form>
          <input type="hidden" name="intent" value="arrived" />
          <input type="hidden" name="proofId" value={one.proofId} />
          <Button tone="primary">{t('transfers.arrived')}</Button>
        </Form>
        <Confirm label={t('transfers.notArrived')}>
          <Form className="grid gap-4">
            <input type="hidden" name="intent" value="missing" />
            <input type="hidden" name="proofId" value={one.proofId} />
            <TextField label={t('transfers.reason')} name="reason" required maxLength={200} />
            <Button className="w-fit">{t('transfers.notArrived')}</Button>
          </Form>
        </Confirm>
      </div>
    </li>
  )
}

function Owed({ one }: { one: commerce.ManualRefund }) {
  const { t, money, date } = useWords()
  return (
    <li className="panel grid gap-4">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <strong className="figures text-2xl">{money(one.amount, true)}</strong>
        <span>{one.buyer}</span>
        <span className="text-soft">{one.reason}</span>
        <span className="text-sm text-faint">{date(one.createdAt, 'minute')}</span>
        <Link className="link figures text-sm" to={`/studio${orderPath(one.orderNumber)}`}>
          {one.orderNumber}
        </Link>
      </div>
      <Form className="flex flex-wrap items-end gap-3">
        <input type="hidden" name="intent" value="refunded" />
        <input type="hidden" name="outRefundNo" value={one.outRefundNo} />
        <TextField label={t('transfers.reference')} name="reference" required maxLength={200} />
        <Button tone="primary">{t('transfers.paidBack')}</Button>
      </Form>
    </li>
  )
}
