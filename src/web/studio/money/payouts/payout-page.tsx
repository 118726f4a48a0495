import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { useWords } from '../../../i18n/use-words.ts'
import { go, readForm } from '../../../shell/go.ts'
import { useShell } from '../../../shell/shell.ts'
import { ctxOf } from '../../../shell/visit.ts'
import { FormError } from '../../../ui/controls/form.tsx'
import { Crumbs } from '../../../ui/display/crumbs.tsx'
import { Notice } from '../../../ui/display/notice.tsx'
import { requireStaff } from '../../guard.ts'
import type { Route } from './+types/payout-page'
import { ConfirmReceipt } from './confirm-receipt.tsx'
import { ApproveForm, CancelForm, PayForm } from './decide-forms.tsx'
import { PayoutBadge } from './payout-badge.tsx'

export const handle = { hydrate: true }

export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'creator')
  return { file: await commerce.getPayout(ctx, params.number) }
}

export async function action({ context, params, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  const intent = field('intent')
  if (intent === 'approve') await commerce.approvePayout(ctx, params.number)
  else if (intent === 'cancel') await commerce.cancelPayout(ctx, params.number, field('reason'))
  else if (intent === 'pay') {
    await commerce.recordManualPayout(ctx, params.number, { proof: field('proof') })
  } else throw invalid('form.unknown_intent')
  return go(`/studio/money/payouts/${params.number}?done=${intent}`)
}

const done = {
  requested: 'money.requested',
  approve: 'money.done.approve',
  cancel: 'money.done.cancel',
  pay: 'money.done.pay',
} as const

export default function PayoutPage({ loaderData: { file } }: Route.ComponentProps) {
  const { payout, payee, details, may, history } = file
  const { t, money } = useWords()
  const { viewer } = useShell()
  const [search] = useSearchParams()
  const news = done[(search.get('done') ?? '') as keyof typeof done]
  return (
    <>
      <Crumbs trail={[{ label: t('money.payouts'), to: '/studio/money/payouts' }]} />
      <header className="flex flex-wrap items-center gap-4 pt-4 pb-8">
        <h1 className="text-2xl">{money(payout.amount, true)}</h1>
        <PayoutBadge status={payout.status} />
      </header>
      {news && (
        <Notice tone="moss" role="status" className="mb-8">
          {t(news)}
        </Notice>
      )}
      <FormError />
      {payout.status === 'failed' && payout.code && (
        <Notice tone="seal" className="mb-8">
          {t('money.failedBecause', { code: payout.code })}
        </Notice>
      )}
      {payout.confirm && viewer?.id === payout.personId && (
        <ConfirmReceipt parameters={payout.confirm} />
      )}
      <div className="grid grid-cols-1 gap-x-14 gap-y-12 xl:grid-cols-2">
        <div className="grid content-start gap-6">
          <dl className="receipt-facts grid gap-2 text-sm">
            <Fact label={t('money.payee')} value={payee} />
            <Fact
              label={t('money.method')}
              value={`${t(`money.method.${payout.method}`)} ${payout.hint}`}
            />
            <Fact label={t('money.number')} value={payout.number} />
            {payout.proof && <Fact label={t('money.proof')} value={payout.proof} />}
          </dl>
          {may.approve && <ApproveForm />}
          {may.pay && details && <PayForm details={details} />}
          {may.cancel && <CancelForm />}
        </div>
        <section aria-labelledby="history">
          <div className="channel">
            <h2 id="history">{t('money.history')}</h2>
          </div>
          <PayoutSteps history={history} />
        </section>
      </div>
    </>
  )
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt className="inline text-faint">{label}</dt> <dd className="figures inline">{value}</dd>
    </div>
  )
}

function PayoutSteps({ history }: Pick<commerce.PayoutFile, 'history'>) {
  const { t, date } = useWords()
  return (
    <ol className="history">
      {history.map(({ to, actor, at }) => (
        <li key={to + at.toISOString()}>
          <p className="font-medium">{t(`money.status.${to as commerce.PayoutStatus}`)}</p>
          <p className="text-sm text-faint">
            <time dateTime={at.toISOString()}>{date(at, 'second')}</time> ·{' '}
            {actor.startsWith('system') ? t('money.bySystem') : t('money.byPerson')}
          </p>
        </li>
      ))}
    </ol>
  )
}
