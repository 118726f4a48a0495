import { APIError } from 'better-auth/api'
import { invalid, unauthenticated } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import type { Ctx } from '#platform/ctx.ts'
import { takeToken } from '#platform/limits/take-token.ts'
import { authOf } from '../auth.ts'
import { getMe } from '../profile/get-me.ts'
import { checkPassword } from './check-password.ts'

const LIMIT = { name: 'change-password', max: 10, windowMs: 15 * 60_000 }

/**
 * Changes one's own password, proven by the current one, and ends every session; the Set-Cookie
 * values open a new one for whoever changed it. Refuses
 * `account.bad_credentials`, `account.weak_password`.
 */
export async function changePassword(
  ctx: Ctx,
  input: { currentPassword: string; newPassword: string; headers: Headers },
): Promise<{ setCookie: string[] }> {
  const me = await getMe(ctx)
  await takeToken(ctx, LIMIT, me.id)
  checkPassword(input.newPassword, [me.username, me.email])
  let setCookie: string[]
  try {
    const changed = await authOf(ctx).api.changePassword({
      headers: input.headers,
      returnHeaders: true,
      body: {
        currentPassword: input.currentPassword,
        newPassword: input.newPassword,
        revokeOtherSessions: true,
      },
    })
    setCookie = changed.headers.getSetCookie()
  } catch (error) {
    if (!(error instanceof APIError)) throw error
    if (error.statusCode === 401) throw unauthenticated()
    throw invalid('account.bad_credentials')
  }
  await audit(ctx, 'account.password_changed', `person:${me.id}`)
  return { setCookie }
}
