import { eq, sql } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { getRecommendationSettings } from '../settings.ts'
import { recommendationChoices } from '../tables.ts'

/** Who may not be learnt from, by their own word or for want of it. For the platform's own work. */
export async function listUnwilling(ctx: Ctx): Promise<ReadonlySet<string>> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  const { personalisation } = await getRecommendationSettings(ctx)
  const isWilling =
    personalisation === 'off'
      ? sql`false`
      : sql`coalesce(${recommendationChoices.personalised}, ${personalisation === 'notice'})`
  const rows = await ctx.db
    .select({ id: people.id })
    .from(people)
    .leftJoin(recommendationChoices, eq(recommendationChoices.personId, people.id))
    .where(sql`not ${isWilling}`)
  return new Set(rows.map(({ id }) => id))
}
