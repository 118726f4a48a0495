import { chooseLocale } from '../i18n/locale.ts'

const SHARED = /^\/$|^\/(catalog|articles|courses|authors|tags|categories)(\/|$)/
/** Query keys that change these pages; any other is left out of the key. */
const MEANINGFUL = ['category', 'tag', 'kind', 'price', 'level', 'sort', 'after']
const MAX_QUERY = 300
/** A visitor's browser that remembers what they read gets a front page of its own. */
const TASTE = /(?:^|; )(?:__Host-)?wenqu_taste=1\./

/** A page kept for all visitors: under which key, and the address it is rendered for. */
export type SharedPage = { key: string; path: string }

/**
 * Null for a page that is never shared. Only what the page depends on is part of its address, which
 * is also what it is rendered for: nothing else of a client's request can get into the kept page.
 */
export function sharedPage(request: Request): SharedPage | null {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null
  const { pathname, searchParams, search } = new URL(request.url)
  if (!SHARED.test(pathname) || pathname.endsWith('.data') || searchParams.has('lang')) return null
  if (search.length > MAX_QUERY) return null
  if (pathname === '/' && TASTE.test(request.headers.get('cookie') ?? '')) return null
  const query = MEANINGFUL.flatMap((name) => {
    const value = searchParams.get(name)
    return value === null ? [] : [`${name}=${encodeURIComponent(value)}`]
  })
  const path = query.length > 0 ? `${pathname}?${query.join('&')}` : pathname
  return { key: `${chooseLocale(request)} ${path}`, path }
}
