import { APIError } from 'better-auth/api'
import { invalid } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { authOf } from '../auth.ts'
import { checkPassword } from './check-password.ts'

/** Sets a new password by a mailed token, once, and ends all sessions of the account. */
export async function resetPassword(
  ctx: Ctx,
  { token, password }: { token: string; password: string },
): Promise<void> {
  checkPassword(password, [])
  try {
    await authOf(ctx).api.resetPassword({ body: { token, newPassword: password } })
  } catch (error) {
    if (error instanceof APIError) throw invalid('account.bad_reset_token')
    throw error
  }
}
