import { eq } from 'drizzle-orm'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import type { UnsubscribeClaim } from '#platform/mail/unsubscribe-link.ts'
import { recommendationChoices } from '../tables.ts'

/** Ends the weekly e-mail for whoever holds the link of one, and changes nothing else. */
export async function unsubscribeDigest(ctx: Ctx, { personId }: UnsubscribeClaim): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .update(recommendationChoices)
      .set({ digest: false, changedAt: tx.now })
      .where(eq(recommendationChoices.personId, personId))
    await record(tx, { name: 'digest.ended', personId })
  })
}
