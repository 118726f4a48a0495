import { createMiddleware } from 'hono/factory'
import { sessionCookieName } from '#accounts'
import type { ApiContext, Env } from '#api'
import { answerWith, finish, type PageCache } from './page-cache.ts'
import { sharedPage } from './shared-page.ts'

/** Marks an answer as the same for every visitor, for proxies and for `sharePages` alike. */
export const SHARED_BY_ALL = 'public, max-age=0, must-revalidate'

/**
 * Gives visitors a finished page from memory, whole with its headers, before anything else is done
 * for the request; keeps a page that was rendered as the same for all. Whoever carries a session or
 * a token is passed on.
 */
export function sharePages(cache: PageCache) {
  return createMiddleware<Env>(async (c, next) => {
    const shared = isVisitor(c) ? sharedPage(c.req.raw) : null
    if (!shared) return next()
    const now = performance.now()
    const kept = cache.find(shared.key, now)
    if (kept) return answerWith(kept, askedOf(c))
    const generation = cache.generation()
    await next()
    const { status, headers } = c.res
    if (status !== 200 || headers.get('cache-control') !== SHARED_BY_ALL) return
    const body = new Uint8Array(await c.res.arrayBuffer())
    headers.delete('x-request-id')
    const page = await finish(headers, body)
    cache.keep(shared.key, page, now, generation)
    c.res = undefined
    c.res = answerWith(page, askedOf(c))
  })
}

function isVisitor(c: ApiContext): boolean {
  if (c.req.header('authorization')) return false
  return !c.req.header('cookie')?.includes(`${sessionCookieName()}=`)
}

function askedOf(c: ApiContext) {
  return {
    method: c.req.method,
    ifNoneMatch: c.req.header('if-none-match'),
    accepts: c.req.header('accept-encoding'),
  }
}
