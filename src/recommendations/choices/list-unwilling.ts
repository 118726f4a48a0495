import { and, eq, notExists } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { getRecommendationSettings } from '../settings.ts'
import { recommendationChoices as choices } from '../tables.ts'

/** Everybody who is not to be learnt from: by their own word, else by the site's. Jobs only. */
export async function listUnwilling(ctx: Ctx): Promise<ReadonlySet<string>> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  const { personalisation } = await getRecommendationSettings(ctx)
  const saidYes = ctx.db
    .select({ personId: choices.personId })
    .from(choices)
    .where(and(eq(choices.personId, people.id), eq(choices.personalised, true)))
  const rows =
    personalisation === 'notice'
      ? await ctx.db
          .select({ personId: choices.personId })
          .from(choices)
          .where(eq(choices.personalised, false))
      : await ctx.db
          .select({ personId: people.id })
          .from(people)
          .where(personalisation === 'off' ? undefined : notExists(saidYes))
  return new Set(rows.map(({ personId }) => personId))
}
