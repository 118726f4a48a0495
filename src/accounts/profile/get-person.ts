import { notFound } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { maySeePerson, type Person } from '../people/person.ts'
import { findActivePerson } from '../people/queries.ts'

/** A member with e-mail and roles, for themselves and for staff. Throws `person.not_found`. */
export async function getPerson(ctx: Ctx, personId: string): Promise<Person> {
  const person = maySeePerson(ctx.actor, personId) ? await findActivePerson(ctx, personId) : null
  if (!person) throw notFound('person.not_found')
  return person
}
