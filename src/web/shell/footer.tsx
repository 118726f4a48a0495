import { useWords } from '../i18n/use-words.ts'
import { Link } from '../ui/controls/link.tsx'
import { LanguageLink } from './language-link.tsx'
import { useShell } from './shell.ts'

/** The registry that a site on Chinese servers must link its licence number to. */
const icpRegistry = 'https://beian.miit.gov.cn/'

export function Footer() {
  const { t } = useWords()
  const { site } = useShell()
  return (
    <footer className="site-footer">
      <div className="page-width grid gap-10 md:grid-cols-[1fr_auto]">
        <div>
          <p className="font-kai text-lg text-ink" lang="zh-CN">
            问渠那得清如许？为有源头活水来。
          </p>
          <p className="mt-1">{t('shell.poemSource')}</p>
        </div>
        <nav aria-label={t('shell.footerMenu')} className="flex flex-wrap gap-x-8 gap-y-2">
          <Link to="/catalog">{t('shell.catalog')}</Link>
          <Link to="/search">{t('shell.search')}</Link>
          <a href="/feed.xml">RSS</a>
          {site.contactEmail && <a href={`mailto:${site.contactEmail}`}>{t('shell.contact')}</a>}
          <LanguageLink />
        </nav>
        <p className="flex flex-wrap gap-x-6 md:col-span-2">
          <span>{site.name}</span>
          {site.icp && (
            <a href={icpRegistry} rel="nofollow noreferrer">
              {site.icp}
            </a>
          )}
        </p>
      </div>
    </footer>
  )
}
