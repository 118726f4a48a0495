import { eq } from 'drizzle-orm'
import { unauthenticated } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { letterConsents } from '../tables.ts'

/** Whether whoever asks agreed to letters. */
export async function agreesToLetters(ctx: Ctx): Promise<boolean> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const [row] = await ctx.db
    .select({ personId: letterConsents.personId })
    .from(letterConsents)
    .where(eq(letterConsents.personId, ctx.actor.personId))
  return row !== undefined
}

/** A person's own word about letters; it can be taken back at any time. */
export async function agreeToLetters(ctx: Ctx, agreed: boolean): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { personId } = ctx.actor
  await inTransaction(ctx, async (tx) => {
    if (agreed) {
      const row = { personId, agreedAt: tx.now }
      await tx.db.insert(letterConsents).values(row).onConflictDoNothing()
    } else {
      await tx.db.delete(letterConsents).where(eq(letterConsents.personId, personId))
    }
    await record(tx, { name: 'letters.chosen', personId, agreed })
  })
}
