import { BookOpen, Menu, Moon, PenLine, Search, Sun } from 'lucide-react'
import { useLocation } from 'react-router'
import { useWords } from '../i18n/use-words.ts'
import { ButtonLink } from '../ui/controls/button.tsx'
import { Form } from '../ui/controls/form.tsx'
import { Link, NavLink } from '../ui/controls/link.tsx'
import { Avatar } from '../ui/display/avatar.tsx'
import { Seal } from '../ui/pictures/seal.tsx'
import { LanguageLink } from './language-link.tsx'
import { isStaff, useShell } from './shell.ts'
import type { Viewer } from './visit.ts'

export function Header() {
  const { t } = useWords()
  const { site, viewer } = useShell()
  return (
    <header className="site-header screen-only">
      <div className="page-width">
        <Link to="/" className="wordmark">
          <Seal name={site.name} />
          {site.name}
        </Link>
        <nav className="site-nav hidden md:flex" aria-label={t('shell.mainMenu')}>
          <NavLink to="/catalog">{t('shell.catalog')}</NavLink>
          {viewer && <NavLink to="/library">{t('shell.library')}</NavLink>}
        </nav>
        <div className="ms-auto hidden w-48 lg:block xl:w-56">
          <SearchBox />
        </div>
        <div className="ms-auto flex items-center gap-1 lg:ms-0">
          <ButtonLink
            to="/search"
            tone="quiet"
            icon
            className="lg:hidden"
            aria-label={t('shell.search')}
          >
            <Search />
          </ButtonLink>
          <span className="hidden md:inline-flex">
            <LanguageLink className="button button-quiet button-icon" />
          </span>
          <ThemeToggle />
          {viewer ? <ViewerMenu viewer={viewer} /> : <VisitorMenu />}
        </div>
      </div>
    </header>
  )
}

function SearchBox() {
  const { t } = useWords()
  return (
    <search>
      <Form method="get" action="/search" className="search-box">
        <input
          type="search"
          name="q"
          aria-label={t('shell.search')}
          placeholder={t('shell.searchHint')}
        />
        <button type="submit" aria-label={t('shell.searchGo')}>
          <Search size={17} />
        </button>
      </Form>
    </search>
  )
}

function ThemeToggle() {
  const { t } = useWords()
  return (
    <button
      type="button"
      className="button button-quiet button-icon theme-toggle"
      data-theme-toggle=""
      data-needs-js=""
      aria-label={t('shell.theme')}
    >
      <Moon className="moon" />
      <Sun className="sun" />
    </button>
  )
}

function ViewerMenu({ viewer }: { viewer: Viewer }) {
  const { t } = useWords()
  return (
    <details className="menu" data-menu="">
      <summary title={t('shell.accountMenu', { name: viewer.name })}>
        <Avatar name={viewer.name} image={viewer.image} />
        <span className="sr-only max-w-32 truncate md:not-sr-only">{viewer.name}</span>
      </summary>
      <div>
        <Link to="/library">{t('shell.library')}</Link>
        <Link to="/orders">{t('shell.orders')}</Link>
        <Link to="/account">{t('shell.account')}</Link>
        {isStaff(viewer) && <Link to="/studio">{t('shell.studio')}</Link>}
        <hr className="my-1 border-line" />
        <Link className="md:hidden" to="/catalog">
          {t('shell.catalog')}
        </Link>
        <LanguageLink className="md:hidden" />
        <Form action="/logout">
          <button type="submit">{t('shell.logOut')}</button>
        </Form>
      </div>
    </details>
  )
}

function VisitorMenu() {
  const { t } = useWords()
  const { pathname, search } = useLocation()
  const away = ['/login', '/register', '/forgot-password', '/reset-password'].includes(pathname)
  const next = away ? '' : `?next=${encodeURIComponent(pathname + search)}`
  return (
    <>
      <Link className="button button-small ms-2 hidden md:inline-flex" to={`/login${next}`}>
        {t('shell.logIn')}
      </Link>
      <details className="menu md:hidden" data-menu="">
        <summary aria-label={t('shell.menu')}>
          <Menu size={20} />
        </summary>
        <div>
          <Link to="/catalog">
            <BookOpen size={17} />
            {t('shell.catalog')}
          </Link>
          <Link to={`/login${next}`}>
            <PenLine size={17} />
            {t('shell.logIn')}
          </Link>
          <hr className="my-1 border-line" />
          <LanguageLink />
        </div>
      </details>
    </>
  )
}
