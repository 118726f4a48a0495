import { unauthenticated } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { Person } from '../people/person.ts'
import { findActivePerson } from '../people/queries.ts'

/** The person who asks. Throws `auth.required` for a visitor. */
export async function getMe(ctx: Ctx): Promise<Person> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const person = await findActivePerson(ctx, ctx.actor.personId)
  if (!person) throw unauthenticated()
  return person
}
