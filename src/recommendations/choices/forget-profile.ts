import { eq } from 'drizzle-orm'
import { hasRole, isPerson } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { dismissals, exposures, itemViews } from '../tables.ts'

/**
 * Deletes what recommending knows of a person beyond what they own, marked and rated themselves:
 * looks, dismissals and what was shown to them. For themselves, and for the owner who erases an
 * account. Models learnt from everybody are learnt anew without them at the next training.
 */
export async function forgetProfile(ctx: Ctx, personId: string): Promise<void> {
  if (!isPerson(ctx.actor, personId) && !hasRole(ctx.actor, 'owner')) throw forbidden()
  await inTransaction(ctx, async (tx) => {
    for (const table of [itemViews, dismissals, exposures]) {
      await tx.db.delete(table).where(eq(table.personId, personId))
    }
    await record(tx, { name: 'recommendations.forgotten', personId })
  })
}
