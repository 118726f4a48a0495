import { getCookie } from 'hono/cookie'
import { serialize } from 'hono/utils/cookie'
import { isSecure } from '#accounts'
import type { ApiContext } from '../http/visit.ts'

const KEPT_SECONDS = 30 * 86_400

/** What this browser keeps of its visitor's reads; see `readTaste`. */
export function tasteCookie(c: ApiContext): string | undefined {
  return getCookie(c, tasteCookieName())
}

/** The header that has the browser keep it, or with nothing to keep, drop it. */
export function keepTaste(value: string): string {
  return serialize(tasteCookieName(), value, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: isSecure(),
    maxAge: value ? KEPT_SECONDS : 0,
  })
}

export function tasteCookieName(): string {
  return isSecure() ? '__Host-wenqu_taste' : 'wenqu_taste'
}
