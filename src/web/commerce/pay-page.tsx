import { createContext } from 'react-router'
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
import { askWho, meetPayer, openidOf } from './paying/payer.ts'
import { ScanCode } from './paying/scan-code.tsx'
import { WechatWallet } from './paying/wechat-wallet.tsx'

/** The form was sent: what it brought must be shown, wherever else the page would lead. */
const posted = createContext(false)

export async function loader({ context, params, request }: Route.LoaderArgs) {
  const visit = visitOf(context)
  const order = await commerce.getOrder(visit.ctx, params.number)
  if (order.status !== 'pending') throw go(orderPath(order.number))
  const methods = await payments.listMethods(visit.ctx, {
    amount: order.total,
    device: visit.device,
  })
  const asksWho = methods.some(({ channel }) => channel === 'jsapi')
  if (asksWho && !context.get(posted)) await meetPayer(visit, request, order.number)
  return { order, methods: methods.map(({ provider }) => provider) }
}

/** Opens the charge: then the gateway's own page follows, a code to scan here, or a wallet. */
export async function action({ context, params, request }: Route.ActionArgs) {
  context.set(posted, true)
  const visit = visitOf(context)
  const { ctx, origin, sandboxUrl, device, ipAddress } = visit
  const field = await readForm(request)
  const method = field('method')
  if (!isMethod(method)) throw invalid('payment.method_unavailable')
  const openid = openidOf(visit, request)
  const start = commerce.startPayment(ctx, params.number, {
    method,
    device,
    payer: { ip: ipAddress, ...(openid && { openid }) },
    baseUrl: origin,
  })
  const payment = await start.catch((error) => askWho(error, visit, request, params.number))
  const next = payment.action
  if (next.kind === 'redirect') return go(next.url)
  if (next.kind === 'transfer') return go(`${orderPath(params.number)}/transfer`)
  const back = `${origin}/pay/return?order=${params.number}`
  const cashier = (name: string, value: string) =>
    sandboxUrl && `${sandboxUrl}/${method}/cashier?${new URLSearchParams({ [name]: value, back })}`
  if (next.kind === 'jsapi') {
    const prepayId = next.parameters.package?.replace('prepay_id=', '') ?? ''
    const wallet = { parameters: next.parameters, cashier: cashier('prepay_id', prepayId) }
    return { scan: null, wallet }
  }
  const code = renderSVG(next.content, { border: 1, whiteColor: '#fff', blackColor: '#111' })
  return { scan: { code, cashier: cashier('code_url', next.content) }, wallet: null }
}

export default function PayPage({ loaderData, actionData }: Route.ComponentProps) {
  const { order, methods } = loaderData
  const { t, money } = useWords()
  const scan = actionData && 'scan' in actionData ? actionData.scan : null
  const wallet = actionData && 'wallet' in actionData ? actionData.wallet : null
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
      {scan && <ScanCode {...scan} number={order.number} />}
      {wallet && <WechatWallet {...wallet} number={order.number} />}
      {!scan && !wallet && <MethodForm methods={methods} />}
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
