import { sql } from 'drizzle-orm'
import { system } from '#kernel/actor.ts'
import { forbidden, gone, invalid } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { type SiteSettings, saveSettings } from '#platform/settings/settings.ts'
import { isSecure } from '../auth.ts'
import { checkPassword } from '../passwords/check-password.ts'
import type { Person } from '../people/person.ts'
import { createPerson, registration } from '../people/register.ts'
import { grantRole } from '../roles/grant-role.ts'
import { needsSetup } from './needs-setup.ts'
import { isSetupToken } from './setup-token.ts'

export type SiteSetup = Pick<SiteSettings, 'siteName' | 'currency' | 'paymentMethods'> & {
  owner: { username: string; email: string; password: string; name: string }
  /** Needed where the site is reached by https: anybody may come first there. */
  token?: string
}

/** Any fixed number: two set-ups at once must queue on it. */
const LOCK = 7_301_119_005

/**
 * Makes the first owner and the site's settings, once: afterwards `setup.done`. Refuses
 * `setup.bad_token`.
 */
export async function setUpSite(ctx: Ctx, { owner, token, ...site }: SiteSetup): Promise<Person> {
  if (isSecure() && !isSetupToken(token ?? '')) throw forbidden('setup.bad_token')
  const parsed = registration.safeParse(owner)
  if (!parsed.success) {
    throw invalid('setup.invalid_owner', { field: parsed.error.issues[0]?.path[0] ?? null })
  }
  checkPassword(owner.password, [owner.username, owner.email])
  return inTransaction({ ...ctx, actor: system('setup') }, async (tx) => {
    await tx.db.execute(sql`select pg_advisory_xact_lock(${LOCK})`)
    if (!(await needsSetup(tx))) throw gone('setup.done')
    const person = await createPerson(tx, { ...owner, email: parsed.data.email })
    await grantRole(tx, person.id, 'owner')
    await grantRole(tx, person.id, 'creator')
    await saveSettings(tx, site)
    return { ...person, roles: [...person.roles, 'creator', 'owner'] }
  })
}
