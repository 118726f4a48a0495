import { eq } from 'drizzle-orm'
import { type Role, roles } from '#kernel/actor.ts'
import type { Ctx } from '#platform/ctx.ts'
import { people, personRoles } from '../tables.ts'
import { type Person, publicPerson } from './person.ts'

/** The person with their roles; null when there is none or they are suspended. */
export async function findActivePerson(ctx: Ctx, personId: string): Promise<Person | null> {
  const rows = await ctx.db
    .select({ person: people, role: personRoles.role })
    .from(people)
    .leftJoin(personRoles, eq(personRoles.personId, people.id))
    .where(eq(people.id, personId))
  const [first] = rows
  if (!first || first.person.suspendedAt) return null
  const held: Role[] = roles.filter(
    (role) => role === 'learner' || rows.some((row) => row.role === role),
  )
  return { ...publicPerson(first.person), email: first.person.email, roles: held }
}
