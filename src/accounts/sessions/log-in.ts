import { APIError } from 'better-auth/api'
import { AppError, unauthenticated } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import type { Ctx } from '#platform/ctx.ts'
import { takeToken } from '#platform/limits/take-token.ts'
import { authOf } from '../auth.ts'
import type { Person } from '../people/person.ts'
import { findActivePerson } from '../people/queries.ts'

export type LogIn = {
  /** E-mail address or username. */
  email: string
  password: string
  ipAddress: string
  userAgent: string
}

/** Per account: slows guessing without locking the owner of the account out for long. */
const PER_ACCOUNT = { name: 'login-account', max: 10, windowMs: 5 * 60_000 }
const PER_IP = { name: 'login-ip', max: 60, windowMs: 5 * 60_000 }

/**
 * Opens a session; `setCookie` are complete Set-Cookie values. An unknown account, a wrong password
 * and a suspended person are all `account.bad_credentials`, after the same work.
 */
export async function logIn(
  ctx: Ctx,
  input: LogIn,
): Promise<{ person: Person; sessionToken: string; setCookie: string[] }> {
  await takeToken(ctx, PER_IP, input.ipAddress)
  await takeToken(ctx, PER_ACCOUNT, input.email.toLowerCase())
  try {
    const { headers, response } = await signIn(ctx, input)
    const person = response ? await findActivePerson(ctx, response.user.id) : null
    if (!person || !response) throw unauthenticated('account.bad_credentials')
    return { person, sessionToken: response.token, setCookie: headers.getSetCookie() }
  } catch (error) {
    if (!(error instanceof APIError || error instanceof AppError)) throw error
    await audit(ctx, 'account.login_refused', 'login', { ip: input.ipAddress })
    throw unauthenticated('account.bad_credentials')
  }
}

function signIn(ctx: Ctx, { email, password, ipAddress, userAgent }: LogIn) {
  const { api } = authOf(ctx)
  const headers = new Headers({ 'user-agent': userAgent, 'x-forwarded-for': ipAddress })
  if (email.includes('@')) {
    return api.signInEmail({ body: { email, password }, headers, returnHeaders: true })
  }
  return api.signInUsername({ body: { username: email, password }, headers, returnHeaders: true })
}
