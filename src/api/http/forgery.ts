import { randomBytes } from 'node:crypto'
import { getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { isSecure, sessionCookieName } from '#accounts'
import { forbidden, invalid } from '#kernel/errors.ts'
import type { Config } from '#platform/config/config.ts'
import { keyFor, seal, sealMatches } from '#platform/crypto/keys.ts'
import type { ApiContext, Env } from './visit.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses requests that another site made a browser send (SECURITY S15): every change needs an
 * Origin that is ours and a token bound to this browser and session. Machines that authenticate by
 * bearer token or signature carry no cookie, so nobody can borrow theirs.
 */
export function guardAgainstForgery(config: Config) {
  return createMiddleware<Env>(async (c, next) => {
    if (SAFE.has(c.req.method) || isMachineCall(c)) return next()
    const site = c.req.header('sec-fetch-site')
    if (site && site !== 'same-origin') throw forbidden('request.cross_site')
    const origin = c.req.header('origin')
    if (origin !== config.publicUrl && origin !== ownOrigin(c, config)) {
      throw forbidden('request.cross_site')
    }
    if (isNobodysLook(c)) return next()
    const token = c.req.header('x-csrf-token') ?? (await tokenInForm(c))
    const cookie = getCookie(c, cookieName())
    if (!token || !cookie || !sealMatches(keyFor('csrf'), bound(c, cookie), token)) {
      throw forbidden('request.stale_form')
    }
    return next()
  })
}

/** The token for this browser's forms; a browser without the cookie gets one. */
export function forgeryToken(c: ApiContext): string {
  let cookie = getCookie(c, cookieName())
  if (!cookie || !/^[\w-]{22}$/.test(cookie)) {
    cookie = randomBytes(16).toString('base64url')
    const secure = isSecure()
    setCookie(c, cookieName(), cookie, { httpOnly: true, sameSite: 'Lax', path: '/', secure })
  }
  return seal(keyFor('csrf'), bound(c, cookie))
}

/**
 * Calls that are authenticated by bearer token or signature alone; for them the session cookie is
 * not read at all, so a forged request is nobody's.
 */
export function isMachineCall(c: ApiContext): boolean {
  if (/^Bearer \S+$/.test(c.req.header('authorization') ?? '')) return true
  return /^\/api\/(gateways\/|users\/|courses$|payments$|unsubscribe$)/.test(c.req.path)
}

/** Pages kept for all visitors carry no token; their look changes one cookie of that browser. */
function isNobodysLook(c: ApiContext): boolean {
  return c.req.path === '/api/views' && getCookie(c, sessionCookieName()) === undefined
}

/** In development the site answers under whatever loopback name it was opened with. */
function ownOrigin(c: ApiContext, config: Config): string | null {
  if (config.production) return null
  const host = c.req.header('host') ?? ''
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host) ? `http://${host}` : null
}

async function tokenInForm(c: ApiContext): Promise<string | null> {
  const type = c.req.header('content-type') ?? ''
  if (type.startsWith('multipart/form-data') && takesFiles.test(c.req.path)) return tokenInFiles(c)
  if (!type.startsWith('application/x-www-form-urlencoded')) throw invalid('request.not_a_form')
  const text = await c.req.raw.text()
  const { url, method, headers } = c.req.raw
  c.req.raw = new Request(url, { method, headers, body: text })
  return new URLSearchParams(text).get('csrf')
}

/** Forms of files, read whole: `limitBody` has made sure that they are small. */
const takesFiles = /^\/studio\/invoices\/\w+$/

async function tokenInFiles(c: ApiContext): Promise<string | null> {
  const body = await c.req.raw.arrayBuffer()
  const { url, method, headers } = c.req.raw
  c.req.raw = new Request(url, { method, headers, body })
  const form = await new Response(body, { headers }).formData().catch(() => null)
  if (!form) throw invalid('request.not_a_form')
  const token = form.get('csrf')
  return typeof token === 'string' ? token : null
}

function bound(c: ApiContext, cookie: string): string {
  return `${cookie}\n${getCookie(c, sessionCookieName()) ?? ''}`
}

function cookieName(): string {
  return isSecure() ? '__Host-wenqu_form' : 'wenqu_form'
}
