import type { Ctx } from '#platform/ctx.ts'
import { authOf } from '../auth.ts'

/** Ends the session of these headers; returns the Set-Cookie values that clear it. */
export async function logOut(ctx: Ctx, headers: Headers): Promise<{ setCookie: string[] }> {
  const ended = await authOf(ctx).api.signOut({ headers, returnHeaders: true })
  return { setCookie: ended.headers.getSetCookie() }
}
