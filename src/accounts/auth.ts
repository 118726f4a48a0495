import { betterAuth } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { username } from 'better-auth/plugins'
import { newId } from '#kernel/ids.ts'
import { keyFor } from '#platform/crypto/keys.ts'
import type { Ctx } from '#platform/ctx.ts'
import { sendMail } from '#platform/mail/send-mail.ts'
import { hashPassword, passwordMatches } from './passwords/hash-password.ts'
import { resetMail } from './passwords/reset-mail.ts'
import { isUsername, USERNAME_LENGTH } from './people/person.ts'
import { credentials, people, sessions, verifications } from './tables.ts'

const SESSION_DAYS = 30
const RESET_TOKEN_SECONDS = 30 * 60
/** Longest accepted password: long passphrases are welcome, megabytes to hash are not. */
export const PASSWORD_LENGTH = { min: 8, max: 128 }

type Address = { publicUrl: string }
let address: Address = { publicUrl: 'http://localhost:3000' }
const instances = new WeakMap<Ctx['db'], ReturnType<typeof build>>()

/** Tells the accounts at boot under which address the site is reached. */
export function setSiteAddress(publicUrl: string): void {
  address = { publicUrl }
}

/** Where the site is reached, from configuration only: never from a request's Host header. */
export function siteAddress(): string {
  return address.publicUrl
}

/**
 * The session cookie's name. `__Host-` (RFC 6265bis §4.1.3) binds it to this host over https;
 * browsers refuse that prefix on plain http, which only development uses.
 */
export function sessionCookieName(): string {
  return isSecure() ? '__Host-wenqu_session' : 'wenqu_session'
}

export function isSecure(): boolean {
  return address.publicUrl.startsWith('https:')
}

/** better-auth over the caller's database. It is never mounted: the verbs call it. */
export function authOf(ctx: Ctx): ReturnType<typeof build> {
  const known = instances.get(ctx.db)
  if (known) return known
  const made = build(ctx)
  instances.set(ctx.db, made)
  return made
}

function build(ctx: Ctx) {
  return betterAuth({
    baseURL: address.publicUrl,
    secret: keyFor('session').toString('base64url'),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    database: drizzleAdapter(ctx.db as unknown as Record<string, unknown>, {
      provider: 'pg',
      schema: {
        user: people,
        session: sessions,
        account: credentials,
        verification: verifications,
      },
    }),
    session: {
      fields: { userId: 'personId' },
      expiresIn: SESSION_DAYS * 86_400,
      updateAge: 86_400,
    },
    account: { fields: { userId: 'personId' } },
    advanced: {
      useSecureCookies: false,
      database: { generateId: () => newId(new Date()) },
      cookies: {
        session_token: {
          name: sessionCookieName(),
          attributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure() },
        },
      },
    },
    emailAndPassword: {
      enabled: true,
      autoSignIn: false,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: RESET_TOKEN_SECONDS,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => passwordMatches(hash, password),
      },
      sendResetPassword: async ({ user, token }) => {
        const now = new Date()
        await sendMail({ ...ctx, now }, resetMail(user.email, address.publicUrl, token))
      },
    },
    plugins: [
      username({
        minUsernameLength: USERNAME_LENGTH.min,
        maxUsernameLength: USERNAME_LENGTH.max,
        usernameValidator: isUsername,
      }),
    ],
  })
}
