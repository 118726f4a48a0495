import { eq } from 'drizzle-orm'
import { unauthenticated } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { recommendationChoices } from '../tables.ts'
import { forgetProfile } from './forget-profile.ts'
import { mayLearnFrom } from './may-learn-from.ts'

export type Choice = { personalised: boolean; digest: boolean }

/** What whoever asks decided, or the site's default. */
export async function getChoice(ctx: Ctx): Promise<Choice> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { personId } = ctx.actor
  const [row] = await ctx.db
    .select({ digest: recommendationChoices.digest })
    .from(recommendationChoices)
    .where(eq(recommendationChoices.personId, personId))
  return { personalised: await mayLearnFrom(ctx, personId), digest: row?.digest ?? false }
}

/** Turns recommendations or the weekly e-mail on or off; off deletes what was known, at once. */
export async function choose(ctx: Ctx, choice: Choice): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { personId } = ctx.actor
  await inTransaction(ctx, async (tx) => {
    const digest = choice.digest && choice.personalised
    const value = { personalised: choice.personalised, digest, changedAt: tx.now }
    await tx.db
      .insert(recommendationChoices)
      .values({ personId, ...value })
      .onConflictDoUpdate({ target: recommendationChoices.personId, set: value })
    if (!choice.personalised) await forgetProfile(tx, personId)
    const { personalised } = choice
    await record(tx, { name: 'recommendations.chosen', personId, personalised, digest })
  })
}
