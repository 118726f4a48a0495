import { eq } from 'drizzle-orm'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import type { UnsubscribeClaim } from '#platform/mail/unsubscribe-link.ts'
import { letterConsents } from '../tables.ts'

/** Ends letters for whoever holds the link of one: a read claim is proof, as often as it comes. */
export async function unsubscribeLetters(ctx: Ctx, { personId }: UnsubscribeClaim): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    await tx.db.delete(letterConsents).where(eq(letterConsents.personId, personId))
    await record(tx, { name: 'letters.chosen', personId, agreed: false })
  })
}
