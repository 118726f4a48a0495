import { and, eq, inArray } from 'drizzle-orm'
import * as analytics from '#analytics'
import { hasRole, isPerson, system } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { dismissals, exposures, modelParts, models } from '../tables.ts'
import { requestTraining } from '../training/request-training.ts'

/**
 * Deletes what recommending knows of a person beyond what they own, marked and rated themselves:
 * looks, dismissals and what was shown to them. For themselves, and for the owner who erases an
 * account. A model that holds rows of people goes at once and is learnt anew; others, which hold
 * sums over everybody, are learnt anew without them at the next daily training.
 */
export async function forgetProfile(ctx: Ctx, personId: string): Promise<void> {
  if (!isPerson(ctx.actor, personId) && !hasRole(ctx.actor, 'owner')) throw forbidden()
  await inTransaction(ctx, async (tx) => {
    await analytics.forgetLooks(tx, personId)
    await analytics.forgetPerson(tx, personId)
    for (const table of [dismissals, exposures]) {
      await tx.db.delete(table).where(eq(table.personId, personId))
    }
    await dropModelsOfPeople(tx)
    await record(tx, { name: 'recommendations.forgotten', personId })
  })
}

async function dropModelsOfPeople(tx: Ctx): Promise<void> {
  const ofPeople = tx.db.select({ id: models.id }).from(models).where(eq(models.holdsPeople, true))
  await tx.db.delete(modelParts).where(inArray(modelParts.modelId, ofPeople))
  const dropped = await tx.db
    .update(models)
    .set({ state: 'retired' })
    .where(and(eq(models.holdsPeople, true), eq(models.state, 'serving')))
    .returning({ id: models.id })
  if (dropped.length === 0) return
  await requestTraining({ ...tx, actor: system('forget-profile') })
}
