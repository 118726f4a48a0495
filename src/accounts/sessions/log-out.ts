import type { Ctx } from '#platform/ctx.ts'
import { authOf } from '../auth.ts'

/**
 * Ends the session of these headers; returns the Set-Cookie values that clear it. Cookies that were
 * not believed, as those beside a machine's token, end nothing.
 */
export async function logOut(ctx: Ctx, headers: Headers): Promise<{ setCookie: string[] }> {
  if (ctx.actor.kind !== 'person') return { setCookie: [] }
  const ended = await authOf(ctx).api.signOut({ headers, returnHeaders: true })
  return { setCookie: ended.headers.getSetCookie() }
}
