import { APIError } from 'better-auth/api'
import { z } from 'zod'
import { conflict, forbidden, invalid } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { takeToken } from '#platform/limits/take-token.ts'
import { violates } from '#platform/postgres/db.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { authOf } from '../auth.ts'
import { checkPassword } from '../passwords/check-password.ts'
import { isUsername, type Person, personName, USERNAME_LENGTH } from './person.ts'
import { findActivePerson } from './queries.ts'

export const registration = z.object({
  username: z.string().trim().min(USERNAME_LENGTH.min).max(USERNAME_LENGTH.max).refine(isUsername),
  email: z.email().max(254),
  password: z.string().max(1000),
  name: personName.optional(),
  ipAddress: z.string().default('unknown'),
})
export type Registration = z.input<typeof registration>

const PER_IP = { name: 'register', max: 20, windowMs: 60 * 60_000 }

/**
 * Makes an account. Refuses `account.invalid_username`, `account.invalid_email`,
 * `account.weak_password`, `account.taken` (username or e-mail, whatever their case).
 */
export async function register(ctx: Ctx, input: Registration): Promise<Person> {
  const parsed = registration.safeParse(input)
  if (!parsed.success) throw invalid(codeOf(parsed.error))
  const { username, email, password, name, ipAddress } = parsed.data
  if (!(await getSettings(ctx)).openRegistration) throw forbidden('account.registration_closed')
  await takeToken(ctx, PER_IP, ipAddress)
  checkPassword(password, [username, email])
  return createPerson(ctx, { username, email, password, name: name ?? username })
}

/** The account itself, for registration and for the first owner. */
export async function createPerson(
  ctx: Ctx,
  body: { username: string; email: string; password: string; name: string },
): Promise<Person> {
  try {
    const { user } = await authOf(ctx).api.signUpEmail({
      body: { ...body, displayUsername: body.username },
    })
    // For a known address better-auth answers with an account that is not there.
    const person = await findActivePerson(ctx, user.id)
    if (!person) throw conflict('account.taken')
    await record(ctx, { name: 'person.registered', personId: person.id })
    return person
  } catch (error) {
    if (isTaken(error)) throw conflict('account.taken')
    throw error
  }
}

function codeOf(error: z.ZodError): string {
  const field = error.issues[0]?.path[0]
  if (field === 'username') return 'account.invalid_username'
  if (field === 'email') return 'account.invalid_email'
  return field === 'password' ? 'account.weak_password' : 'account.invalid_name'
}

function isTaken(error: unknown): boolean {
  if (violates(error, 'people_email_key') || violates(error, 'people_username_key')) return true
  if (!(error instanceof APIError)) return false
  const code = String(error.body?.code ?? '')
  return (
    code.startsWith('USER_ALREADY_EXISTS') ||
    code === 'USERNAME_IS_ALREADY_TAKEN' ||
    code === 'FAILED_TO_CREATE_USER'
  )
}
