import { chooseLocale } from '../i18n/locale.ts'

const SHARED = /^\/$|^\/(catalog|articles|courses|authors|tags|categories)(\/|$)/
/** Query keys that change these pages; any other is left out of the key. */
const MEANINGFUL = ['category', 'tag', 'kind', 'price', 'level', 'sort', 'after']
const MAX_QUERY = 300

/**
 * The key under which a visitor's page is kept for all visitors; null for a page that is never
 * shared. Only what the page depends on is part of it, so that no header of a client can poison it.
 */
export function sharedPageKey(request: Request): string | null {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null
  const { pathname, searchParams, search } = new URL(request.url)
  if (!SHARED.test(pathname) || pathname.endsWith('.data') || searchParams.has('lang')) return null
  if (search.length > MAX_QUERY) return null
  const query = MEANINGFUL.flatMap((name) => {
    const value = searchParams.get(name)
    return value === null ? [] : [`${name}=${encodeURIComponent(value)}`]
  })
  return `${chooseLocale(request)} ${pathname}?${query.join('&')}`
}
