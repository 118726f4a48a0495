import * as commerce from '#commerce'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { Seo } from '../../shell/seo.tsx'
import { ctxOf, visitOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Choice, TextField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Crumbs } from '../../ui/display/crumbs.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { orderPath } from '../order.ts'
import type { Route } from './+types/refund-page'
import { Deductions } from './deductions.tsx'

/** `?p0=1&p2=1` chooses lines; without any, all that are left. */
export async function loader({ context, params, request }: Route.LoaderArgs) {
  const chosen = [...new URL(request.url).searchParams.keys()].flatMap(positionOf)
  const preview = await commerce.previewRefund(
    ctxOf(context),
    params.number,
    chosen.length > 0 ? chosen : undefined,
  )
  return { preview, number: params.number }
}

/** Bound to the amount that was on the screen; another one is refused and shown. */
export async function action({ context, params, request }: Route.ActionArgs) {
  const { ctx, origin } = visitOf(context)
  const field = await readForm(request)
  const shown = field('amount')
  const { waits } = await commerce.returnItems(ctx, params.number, {
    positions: field('positions').split(',').flatMap(positionOf),
    reason: field('reason'),
    expectedMinor: /^\d{1,15}$/.test(shown) ? BigInt(shown) : -1n,
    baseUrl: origin,
  })
  return go(`${orderPath(params.number)}?done=${waits ? 'asked' : 'refund'}`)
}

function positionOf(name: string): number[] {
  const digits = /^p(\d{1,2})$/.exec(name)?.[1]
  return digits === undefined ? [] : [Number(digits)]
}

export default function RefundPage({ loaderData: { preview, number } }: Route.ComponentProps) {
  const { t } = useWords()
  const isLeft = preview.lines.some((line) => !line.isReturned)
  return (
    <div className="page-width narrow py-12 md:py-16">
      <Seo title={t('refunds.title')} hidden />
      <Crumbs
        trail={[
          { label: t('commerce.myOrders'), to: '/orders' },
          { label: t('commerce.order'), to: orderPath(number) },
        ]}
      />
      <h1 className="pt-4 pb-2 text-2xl">{t('refunds.ask')}</h1>
      <p className="pb-8 text-soft">{t('refunds.lead')}</p>
      <FormError />
      {isLeft ? <Ask preview={preview} /> : <Notice>{t('refunds.none')}</Notice>}
    </div>
  )
}

function Ask({ preview }: { preview: commerce.RefundPreview }) {
  const { t, money, date } = useWords()
  const { refund, unwinding, waitsFor, windowEndsAt } = preview
  const chosen = unwinding.lines.map(({ position }) => position)
  const amount = money(refund, true)
  return (
    <div className="grid gap-8">
      {preview.lines.length > 1 && <ChooseLines preview={preview} chosen={chosen} />}
      <div className="receipt">
        <dl>
          {unwinding.lines.map((line) => (
            <Deductions key={line.position} line={line} preview={preview} />
          ))}
          <div className="total">
            <dt>{t('refunds.total')}</dt>
            <dd>{amount}</dd>
          </div>
        </dl>
      </div>
      <Notice tone={waitsFor ? 'ochre' : 'water'}>
        {waitsFor === 'second_person' && t('refunds.needsPerson')}
        {waitsFor === 'outside_window' && t('refunds.windowOver')}
        {!waitsFor && windowEndsAt && t('refunds.windowUntil', { date: date(windowEndsAt) })}
      </Notice>
      {refund.minor > 0n ? (
        <Form className="grid gap-5">
          <input type="hidden" name="positions" value={chosen.map((n) => `p${n}`).join()} />
          <input type="hidden" name="amount" value={String(refund.minor)} />
          <TextField label={t('refunds.reason')} name="reason" required maxLength={200} />
          <p className="text-sm text-faint">{t('refunds.accessEnds')}</p>
          <Button tone="seal" wide>
            {t(waitsFor ? 'refunds.submitAsk' : 'refunds.confirm', { amount })}
          </Button>
        </Form>
      ) : (
        <Notice tone="ochre">{t('refunds.nothing')}</Notice>
      )}
    </div>
  )
}

type ChooseProps = { preview: commerce.RefundPreview; chosen: number[] }

function ChooseLines({ preview, chosen }: ChooseProps) {
  const { t, money } = useWords()
  const { currency } = preview.refund
  return (
    <Form method="get" className="grid gap-4">
      <fieldset className="field">
        <legend>{t('refunds.choose')}</legend>
        <div className="grid gap-2">
          {preview.lines.map(({ position, title, isReturned, whenReturned }) => (
            <Choice
              key={position}
              type="checkbox"
              name={`p${position}`}
              value="1"
              defaultChecked={chosen.includes(position)}
              disabled={isReturned}
            >
              {title}{' '}
              <span className="text-faint">
                {isReturned
                  ? t('refunds.alreadyBack')
                  : money({ minor: whenReturned?.refundMinor ?? 0n, currency }, true)}
              </span>
            </Choice>
          ))}
        </div>
      </fieldset>
      <Button className="w-fit">{t('refunds.calculate')}</Button>
    </Form>
  )
}
