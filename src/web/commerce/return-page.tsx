import * as commerce from '#commerce'
import { notFound } from '#kernel/errors.ts'
import { useWords } from '../i18n/use-words.ts'
import { go } from '../shell/go.ts'
import { Seo } from '../shell/seo.tsx'
import { ctxOf } from '../shell/visit.ts'
import { ButtonLink } from '../ui/controls/button.tsx'
import type { Route } from './+types/return-page'
import { orderPath } from './order.ts'

/**
 * Where the gateway sends the payer back. What its address says proves nothing: the gateway itself
 * is asked, which also settles an order whose notification was lost.
 */
export async function loader({ context, request }: Route.LoaderArgs) {
  const number = new URL(request.url).searchParams.get('order')
  if (!number) throw notFound('order.not_found')
  const { status } = await commerce.checkPayment(ctxOf(context), number)
  if (status !== 'pending') throw go(`${orderPath(number)}?done=${status}`)
  return { number }
}

export default function ReturnPage({ loaderData: { number } }: Route.ComponentProps) {
  const { t } = useWords()
  return (
    <div
      className="page-width column py-24 text-center md:py-36"
      data-poll={`${orderPath(number)}/status`}
      data-poll-to={`${orderPath(number)}?done=paid`}
    >
      <Seo title={t('commerce.confirming')} hidden />
      <svg className="waiting" viewBox="0 0 144 72" aria-hidden="true">
        <ellipse cx="72" cy="36" rx="70" ry="34" />
        <ellipse cx="72" cy="36" rx="70" ry="34" />
        <ellipse cx="72" cy="36" rx="70" ry="34" />
      </svg>
      <h1 className="pt-6 text-2xl">{t('commerce.confirming')}</h1>
      <p className="pt-3 text-soft" role="status">
        {t('commerce.confirmingHint')}
      </p>
      <p className="flex flex-wrap justify-center gap-3 pt-8">
        <ButtonLink to={`/pay/return?order=${encodeURIComponent(number)}`}>
          {t('commerce.checkAgain')}
        </ButtonLink>
        <ButtonLink tone="quiet" to={orderPath(number)}>
          {t('commerce.toOrder')}
        </ButtonLink>
      </p>
    </div>
  )
}
