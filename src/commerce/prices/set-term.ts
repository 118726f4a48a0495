import { eq } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { hasRole, isPerson } from '#kernel/actor.ts'
import { forbidden, invalid, notFound, unauthenticated } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { itemTerms } from '../tables.ts'
import { isTermMonths } from './offer.ts'

/**
 * Says for how many months one price opens an item from now on, or for good (null); what is sold
 * keeps its term. Its author or the owner. Throws `price.bad_term`.
 */
export async function setTerm(ctx: Ctx, itemId: string, months: number | null): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const [item] = await ctx.db
    .select({ authorId: items.authorId, status: items.status })
    .from(items)
    .where(eq(items.id, itemId))
  if (!item) throw notFound('item.not_found')
  if (!isPerson(ctx.actor, item.authorId) && !hasRole(ctx.actor, 'owner')) {
    throw item.status === 'published' ? forbidden() : notFound('item.not_found')
  }
  if (months !== null && !isTermMonths(months)) throw invalid('price.bad_term')
  await inTransaction(ctx, async (tx) => {
    if (months === null) {
      await tx.db.delete(itemTerms).where(eq(itemTerms.itemId, itemId))
    } else {
      const value = { months, updatedAt: tx.now }
      await tx.db
        .insert(itemTerms)
        .values({ itemId, ...value })
        .onConflictDoUpdate({ target: itemTerms.itemId, set: value })
    }
    await audit(tx, 'price.term_set', `item:${itemId}`, { months })
    await record(tx, { name: 'price.term_set', itemId })
  })
}
