import { eq } from 'drizzle-orm'
import { unauthenticated } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { personTraits } from '../tables.ts'

/** Takes back one's own consent, and with it all that was told. */
export async function removeTraits(ctx: Ctx): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { personId } = ctx.actor
  await inTransaction(ctx, async (tx) => {
    await tx.db.delete(personTraits).where(eq(personTraits.personId, personId))
    await record(tx, { name: 'traits.removed', personId })
  })
}
