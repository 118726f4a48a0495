import type { ReactNode } from 'react'
import { Links, Outlet, redirect, Scripts, useMatches } from 'react-router'
import type { Route } from './+types/root'
import { locales } from './i18n/locale.ts'
import { SpeechContext, speechOf } from './i18n/use-words.ts'
import { enhanceScript } from './shell/enhance/script.ts'
import { Frame } from './shell/frame.tsx'
import { safeNext } from './shell/go.ts'
import { isHydrated } from './shell/hydrated.ts'
import type { Shell } from './shell/shell.ts'
import { useShell } from './shell/shell.ts'
import { visitOf } from './shell/visit.ts'
import './styles/app.css'

export { ErrorPage as ErrorBoundary } from './shell/error-page.tsx'

const yearSeconds = 365 * 24 * 3600

/** `?lang=` is a choice, not an address: remember it and go to the address itself. */
const keepLanguage: Route.MiddlewareFunction = ({ request }, next) => {
  const url = new URL(request.url)
  const lang = locales.find((locale) => locale === url.searchParams.get('lang'))
  if (!lang || request.method !== 'GET') return next()
  url.searchParams.delete('lang')
  const cookie = `lang=${lang}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax`
  throw redirect(safeNext(url.pathname + url.search), { headers: { 'Set-Cookie': cookie } })
}

export const middleware: Route.MiddlewareFunction[] = [keepLanguage]

export function loader({ context }: Route.LoaderArgs): Shell {
  const { site, viewer, locale, csrfToken, origin, sandboxUrl } = visitOf(context)
  const { siteName: name, tagline, icp, contactEmail, openRegistration } = site
  const shown = { name, tagline, icp, contactEmail, openRegistration }
  return { site: shown, viewer, locale, csrfToken, origin, sandbox: sandboxUrl !== null }
}

export function Layout({ children }: { children: ReactNode }) {
  const { locale, site } = useShell()
  const hydrated = useMatches().some(({ handle }) => isHydrated(handle))
  const script = { __html: import.meta.env.SSR ? enhanceScript() : '' }
  return (
    <html lang={locale} suppressHydrationWarning>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="theme-color" content="#f5f6f2" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#0f1514" media="(prefers-color-scheme: dark)" />
        <script suppressHydrationWarning dangerouslySetInnerHTML={script} />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="alternate" type="application/rss+xml" title={site.name} href="/feed.xml" />
        <Links />
      </head>
      <body>
        <SpeechContext value={speechOf(locale)}>
          <Frame>{children}</Frame>
        </SpeechContext>
        {hydrated && <Scripts />}
      </body>
    </html>
  )
}

export default function App() {
  return <Outlet />
}
