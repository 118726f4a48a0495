import { eq } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { getRecommendationSettings, type RecommendationSettings } from '../settings.ts'
import { recommendationChoices } from '../tables.ts'

/** Whether a person's doings may be learnt from and recommended by: their word, else the site's. */
export async function mayLearnFrom(
  ctx: Ctx,
  personId: string,
  known?: Pick<RecommendationSettings, 'personalisation'>,
): Promise<boolean> {
  const { personalisation } = known ?? (await getRecommendationSettings(ctx))
  if (personalisation === 'off') return false
  const [choice] = await ctx.db
    .select({ personalised: recommendationChoices.personalised })
    .from(recommendationChoices)
    .where(eq(recommendationChoices.personId, personId))
  return choice?.personalised ?? personalisation === 'notice'
}
