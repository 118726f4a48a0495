import { useLocation } from 'react-router'
import { useWords } from '../i18n/use-words.ts'

/** To this very page in the other language, named in that language. */
export function LanguageLink({ className = '' }: { className?: string }) {
  const { locale } = useWords()
  const { pathname, search } = useLocation()
  const other = locale === 'en' ? 'zh-CN' : 'en'
  const query = new URLSearchParams(search)
  query.set('lang', other)
  return (
    <a
      className={className}
      href={`${pathname}?${query}`}
      hrefLang={other}
      lang={other}
      rel="nofollow"
      aria-label={other === 'en' ? 'EN · English' : '中文 · Chinese'}
    >
      {other === 'en' ? 'EN' : '中文'}
    </a>
  )
}
