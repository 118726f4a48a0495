import { useSearchParams } from 'react-router'
import { renderSVG } from 'uqr'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { Seo } from '../../shell/seo.tsx'
import { visitOf } from '../../shell/visit.ts'
import { FormError } from '../../ui/controls/form.tsx'
import { Crumbs } from '../../ui/display/crumbs.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { isMethod } from '../order.ts'
import type { Route } from './+types/renewals-page'
import { RenewalEntry } from './renewal-entry.tsx'

export async function loader({ context }: Route.LoaderArgs) {
  const { ctx, device } = visitOf(context)
  const renewals = await commerce.listMyRenewals(ctx)
  const entries = await Promise.all(
    renewals.map(async (one) => {
      const amount = one.offer?.price
      const methods = amount ? await commerce.renewalMethods(ctx, { amount, device }) : []
      return { ...one, methods: methods.map(({ provider }) => provider) }
    }),
  )
  return { entries }
}

/** Turns it off or on again; turning it on leads to the gateway where it is signed. */
export async function action({ context, request }: Route.ActionArgs) {
  const { ctx, origin, device, ipAddress, sandboxUrl } = visitOf(context)
  const field = await readForm(request)
  const intent = field('intent')
  if (intent === 'cancel') await commerce.cancelRenewal(ctx, field('renewalId'))
  else if (intent === 'resume') await commerce.resumeRenewal(ctx, field('renewalId'))
  else if (intent === 'start') {
    const method = field('method')
    if (!isMethod(method)) throw invalid('payment.method_unavailable')
    const payer = { ip: ipAddress }
    const choice = { method, device, payer, baseUrl: origin }
    const next = await commerce.startRenewal(ctx, field('itemId'), choice)
    if (next.kind === 'redirect') return go(next.url)
    if (next.kind !== 'qr') throw invalid('payment.method_unavailable')
    const code = renderSVG(next.content, { border: 1, whiteColor: '#fff', blackColor: '#111' })
    return { scan: { code, cashier: sandboxUrl ? next.content : null } }
  } else throw invalid('form.unknown_intent')
  return go(`/account/renewals?done=${intent}`)
}

export default function RenewalsPage({ loaderData, actionData }: Route.ComponentProps) {
  const { entries } = loaderData
  const { t } = useWords()
  const [search] = useSearchParams()
  const done = search.get('done')
  const scan = actionData && 'scan' in actionData ? actionData.scan : null
  return (
    <div className="page-width narrow py-12 md:py-16">
      <Seo title={t('renewals.title')} hidden />
      <Crumbs trail={[{ label: t('accounts.account'), to: '/account' }]} />
      <h1 className="pt-4 text-2xl">{t('renewals.title')}</h1>
      <p className="pt-2 pb-8 text-soft">{t('renewals.lead')}</p>
      <FormError />
      {(done === 'cancel' || done === 'resume') && (
        <Notice tone="moss" role="status" className="mb-8">
          {t(`renewals.done.${done}`)}
        </Notice>
      )}
      {scan && <Scan {...scan} />}
      {entries.length === 0 && <Empty title={t('renewals.empty')} />}
      <ul className="grid gap-8">
        {entries.map((entry) => (
          <RenewalEntry key={entry.itemId} entry={entry} />
        ))}
      </ul>
    </div>
  )
}

function Scan({ code, cashier }: { code: string; cashier: string | null }) {
  const { t } = useWords()
  return (
    <div className="pb-10 text-center">
      <div
        className="qr"
        role="img"
        aria-label={t('renewals.scan')}
        dangerouslySetInnerHTML={{ __html: code }}
      />
      <p className="pt-5" role="status">
        {t('renewals.scan')}
      </p>
      <p className="pt-2 text-sm text-faint">{t('renewals.scanHint')}</p>
      {cashier && (
        <Notice tone="ochre" className="mt-6 text-start">
          <a className="link font-medium" href={cashier}>
            {t('commerce.openCashier')}
          </a>
        </Notice>
      )}
    </div>
  )
}
