import { and, isNull, sql } from 'drizzle-orm'
import { notFound } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { type PublicPerson, publicPerson } from '../people/person.ts'
import { people } from '../tables.ts'

/** What anyone may know of a person, by username in any case. Throws `person.not_found`. */
export async function getAuthor(ctx: Ctx, username: string): Promise<PublicPerson> {
  const [row] = await ctx.db
    .select()
    .from(people)
    .where(
      and(sql`lower(${people.username}) = ${username.toLowerCase()}`, isNull(people.suspendedAt)),
    )
  if (!row) throw notFound('person.not_found')
  return publicPerson(row)
}
