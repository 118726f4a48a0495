import { useSearchParams } from 'react-router'
import * as analytics from '#analytics'
import { invalid } from '#kernel/errors.ts'
import { readUnsubscribeQuery } from '#platform/mail/unsubscribe-link.ts'
import * as recommendations from '#recommendations'
import { useWords } from '../i18n/use-words.ts'
import { go } from '../shell/go.ts'
import { Seo } from '../shell/seo.tsx'
import { ctxOf } from '../shell/visit.ts'
import { Button } from '../ui/controls/button.tsx'
import { Form, FormError } from '../ui/controls/form.tsx'
import { Notice } from '../ui/display/notice.tsx'
import type { Route } from './+types/unsubscribe-page'

/** Looking changes nothing: mail programs follow links before anybody reads them. */
export function loader({ request }: Route.LoaderArgs) {
  const { searchParams } = new URL(request.url)
  return { list: readUnsubscribeQuery(searchParams)?.list ?? null }
}

export async function action({ context, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const { searchParams } = new URL(request.url)
  const claim = readUnsubscribeQuery(searchParams)
  if (!claim) throw invalid('mail.bad_unsubscribe')
  if (claim.list === 'digest') await recommendations.unsubscribeDigest(ctx, claim)
  else await analytics.unsubscribeLetters(ctx, claim)
  return go(`/unsubscribe?done=${claim.list}`)
}

export default function UnsubscribePage({ loaderData: { list } }: Route.ComponentProps) {
  const { t } = useWords()
  const [search] = useSearchParams()
  const isDone = search.has('done')
  return (
    <div className="page-width column py-14 md:py-24">
      <Seo title={t('audience.unsubscribe')} hidden />
      <h1 className="pb-5 text-3xl">{t('audience.unsubscribe')}</h1>
      <FormError />
      {isDone ? (
        <Notice tone="moss" role="status">
          {t('audience.unsubscribed')}
        </Notice>
      ) : list ? (
        <Form>
          <p className="pb-6 text-soft">{t(`audience.unsubscribe.${list}`)}</p>
          <Button tone="primary">{t('audience.unsubscribeNow')}</Button>
        </Form>
      ) : (
        <Notice tone="seal" role="alert">
          {t('audience.unsubscribeBad')}
        </Notice>
      )}
    </div>
  )
}
