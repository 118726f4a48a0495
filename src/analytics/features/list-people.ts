import { sql } from 'drizzle-orm'
import { people, personRoles } from '#accounts/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { Moment } from './moment.ts'

/** More people make models no better and memory no smaller: beyond it a fixed sample is taken. */
const MOST_PEOPLE = 50_000

/**
 * The people to learn from at a moment: registered by then, not the site's own staff, and not those
 * who do not wish it. The sample is by a hash of the id, so the same ones come every day.
 */
export async function listPeople(
  ctx: Ctx,
  at: Date,
  without: ReadonlySet<string>,
  most = MOST_PEOPLE,
): Promise<Moment[]> {
  const moment = at.toISOString()
  const rows = await ctx.db
    .select({ personId: people.id })
    .from(people)
    .where(
      sql`${people.createdAt} < ${moment}::timestamptz and not exists (
        select 1 from ${personRoles} where ${personRoles.personId} = ${people.id}
          and ${personRoles.role} <> 'learner'
          and ${personRoles.grantedAt} < ${moment}::timestamptz)`,
    )
    .orderBy(sql`md5(${people.id}::text)`)
    .limit(most + without.size)
  return rows
    .filter(({ personId }) => !without.has(personId))
    .slice(0, most)
    .map(({ personId }) => ({ personId, at }))
}
