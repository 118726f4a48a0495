import { renderSVG } from 'uqr'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import * as payments from '#payments'
import { useWords } from '../i18n/use-words.ts'
import { go, readForm } from '../shell/go.ts'
import { Seo } from '../shell/seo.tsx'
import { visitOf } from '../shell/visit.ts'
import { Crumbs } from '../ui/display/crumbs.tsx'
import type { Route } from './+types/pay-page'
import { MethodForm } from './method-form.tsx'
import { isMethod, orderPath } from './order.ts'
import { ScanCode } from './scan-code.tsx'

export async function loader({ context, params }: Route.LoaderArgs) {
  const { ctx, device } = visitOf(context)
  const order = await commerce.getOrder(ctx, params.number)
  if (order.status !== 'pending') throw go(orderPath(order.number))
  const methods = await payments.listMethods(ctx, { amount: order.total, device })
  return { order, methods: methods.map(({ provider }) => provider) }
}

/** Opens the charge: then either the gateway's own page follows, or a code to scan here. */
export async function action({ context, params, request }: Route.ActionArgs) {
  const { ctx, origin, sandboxUrl, device, ipAddress } = visitOf(context)
  const field = await readForm(request)
  const method = field('method')
  if (!isMethod(method)) throw invalid('payment.method_unavailable')
  const payment = await commerce.startPayment(ctx, params.number, {
    method,
    device,
    payer: { ip: ipAddress },
    baseUrl: origin,
  })
  const next = payment.action
  if (next.kind === 'redirect') return go(next.url)
  if (next.kind === 'transfer') return go(`${orderPath(params.number)}/transfer`)
  if (next.kind !== 'qr') throw invalid('payment.method_unavailable')
  const back = `${origin}/pay/return?order=${params.number}`
  const query = new URLSearchParams({ code_url: next.content, back })
  return {
    code: renderSVG(next.content, { border: 1, whiteColor: '#fff', blackColor: '#111' }),
    method,
    cashier: sandboxUrl && `${sandboxUrl}/${method}/cashier?${query}`,
  }
}

export default function PayPage({ loaderData, actionData }: Route.ComponentProps) {
  const { order, methods } = loaderData
  const { t, money } = useWords()
  const scan = actionData && 'code' in actionData ? actionData : null
  return (
    <div className="page-width column py-12 md:py-16">
      <Seo title={t('commerce.pay')} hidden />
      <Crumbs
        trail={[
          { label: t('commerce.myOrders'), to: '/orders' },
          { label: t('commerce.order'), to: orderPath(order.number) },
        ]}
      />
      <h1 className="pt-4 text-2xl">{t('commerce.pay')}</h1>
      <p className="pt-2 text-soft">{order.lines.map(({ title }) => title).join('、')}</p>
      <p className="figures pt-5 pb-1 font-serif text-4xl text-seal">{money(order.total, true)}</p>
      <p className="pb-8 text-sm text-faint">
        {t('commerce.timeLeft')} <Deadline expiresAt={order.expiresAt} />
      </p>
      {scan ? <ScanCode {...scan} number={order.number} /> : <MethodForm methods={methods} />}
    </div>
  )
}

function Deadline({ expiresAt }: { expiresAt: Date }) {
  const { date } = useWords()
  const iso = expiresAt.toISOString()
  return (
    <time dateTime={iso} data-countdown={iso}>
      {date(expiresAt, 'minute')}
    </time>
  )
}
