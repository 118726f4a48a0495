import type { ReactNode } from 'react'
import { useWords } from '../i18n/use-words.ts'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'
import { useShell } from './shell.ts'

/** What stands around every page. */
export function Frame({ children }: { children: ReactNode }) {
  const { t } = useWords()
  const { sandbox } = useShell()
  return (
    <>
      <a className="skip-link" href="#main">
        {t('shell.skip')}
      </a>
      {sandbox && (
        <aside className="sandbox-bar screen-only" aria-label={t('shell.sandbox')}>
          <strong>{t('shell.sandbox')}</strong> {t('shell.sandboxHint')}
        </aside>
      )}
      <Header />
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      <Footer />
    </>
  )
}
