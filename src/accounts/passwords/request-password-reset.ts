import { z } from 'zod'
import { invalid } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { takeToken } from '#platform/limits/take-token.ts'
import { authOf } from '../auth.ts'

const address = z.email().max(254)

const PER_ADDRESS = { name: 'reset-mail', max: 3, windowMs: 60 * 60_000 }
const PER_IP = { name: 'reset-ip', max: 20, windowMs: 60 * 60_000 }

/** Mails a reset link if the address has an account; says the same when it has not. */
export async function requestPasswordReset(
  ctx: Ctx,
  { email, ipAddress }: { email: string; ipAddress: string },
): Promise<void> {
  if (!address.safeParse(email).success) throw invalid('account.invalid_email')
  await takeToken(ctx, PER_IP, ipAddress)
  await takeToken(ctx, PER_ADDRESS, email.toLowerCase())
  await authOf(ctx).api.requestPasswordReset({ body: { email } })
}
