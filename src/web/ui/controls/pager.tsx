import { useSearchParams } from 'react-router'
import { useWords } from '../../i18n/use-words.ts'
import { ButtonLink } from './button.tsx'

/** Lists are paged by key: there is a next page, or there is not. */
export function Pager({ next }: { next: string | null }) {
  const { t } = useWords()
  const [search] = useSearchParams()
  if (!next && !search.has('after')) return null
  const first = new URLSearchParams(search)
  first.delete('after')
  const following = new URLSearchParams(search)
  if (next) following.set('after', next)
  return (
    <nav aria-label={t('shell.pages')} className="mt-10 flex justify-center gap-4">
      {search.has('after') && (
        <ButtonLink to={`?${first}`} tone="quiet">
          {t('shell.firstPage')}
        </ButtonLink>
      )}
      {next && <ButtonLink to={`?${following}`}>{t('shell.nextPage')}</ButtonLink>}
    </nav>
  )
}
