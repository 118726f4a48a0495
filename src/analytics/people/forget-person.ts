import { eq } from 'drizzle-orm'
import { hasRole, isPerson } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { letterDeliveries, personTraits, propensities, segmentMembers } from '../tables.ts'

/**
 * Deletes what is held of one person here: group, probabilities, traits. What remains are figures
 * of everybody. For themselves, and for the owner who erases an account.
 */
export async function forgetPerson(ctx: Ctx, personId: string): Promise<void> {
  if (!isPerson(ctx.actor, personId) && !hasRole(ctx.actor, 'owner')) throw forbidden()
  await inTransaction(ctx, async (tx) => {
    for (const table of [segmentMembers, propensities, personTraits, letterDeliveries]) {
      await tx.db.delete(table).where(eq(table.personId, personId))
    }
    await record(tx, { name: 'audience.forgotten', personId })
  })
}
