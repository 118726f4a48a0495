import { isRouteErrorResponse, useRouteError } from 'react-router'
import { useRefusalText } from '../i18n/refusal-text.ts'
import { useWords } from '../i18n/use-words.ts'
import type { WordKey } from '../i18n/words.ts'
import { ButtonLink } from '../ui/controls/button.tsx'
import type { Refusal } from './refusals.ts'
import { Seo } from './seo.tsx'

const titles: Record<number, WordKey> = {
  400: 'errors.page.400',
  401: 'errors.page.401',
  403: 'errors.page.403',
  404: 'errors.page.404',
  405: 'errors.page.405',
  409: 'errors.page.409',
  410: 'errors.page.410',
  429: 'errors.page.429',
  503: 'errors.page.503',
}

const hints: Record<number, WordKey> = {
  403: 'errors.hint.403',
  404: 'errors.hint.404',
  410: 'errors.hint.410',
  429: 'errors.hint.429',
}

/** What a person sees instead of a page: what happened, in plain words, and a way on. */
export function ErrorPage() {
  const error = useRouteError()
  const { t } = useWords()
  const say = useRefusalText()
  const status = isRouteErrorResponse(error) ? error.status : 500
  const refusal = isRouteErrorResponse(error) ? (error.data as Refusal | undefined) : undefined
  const hint = hints[status]
  const named = refusal?.code === 'request.stale_form' ? 409 : status
  const title = t(titles[named] ?? 'errors.page.500')
  return (
    <div className="page-width narrow py-24 text-center md:py-36">
      <Seo title={title} hidden />
      <p className="font-serif text-4xl text-water figures" aria-hidden="true">
        {status}
      </p>
      <h1 className="mt-4 text-2xl">{title}</h1>
      <p className="mx-auto mt-4 max-w-md text-soft">
        {refusal?.code && status !== 404 ? say(refusal) : t(hint ?? 'errors.hint.500')}
      </p>
      <p className="mt-9 flex justify-center gap-3">
        <ButtonLink to="/" tone="primary">
          {t('errors.home')}
        </ButtonLink>
        <ButtonLink to="/search">{t('shell.search')}</ButtonLink>
      </p>
    </div>
  )
}
