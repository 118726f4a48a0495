import { and, eq } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { isPerson } from '#kernel/actor.ts'
import { forbidden, invalid, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import * as library from '#library'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { ratings } from '../tables.ts'

/**
 * Gives an item one to five stars, replacing those given before; null takes them back. Only who may
 * open the whole item rates it, and nobody their own. Throws `rating.invalid`, `rating.not_held`.
 */
export async function rateItem(
  ctx: Ctx,
  { itemId, stars }: { itemId: string; stars: number | null },
): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  if (stars !== null && !(Number.isInteger(stars) && stars >= 1 && stars <= 5)) {
    throw invalid('rating.invalid')
  }
  const { personId } = ctx.actor
  if (stars !== null && !(await mayRate(ctx, itemId))) throw forbidden('rating.not_held')
  await inTransaction(ctx, async (tx) => {
    if (stars === null) {
      await tx.db
        .delete(ratings)
        .where(and(eq(ratings.personId, personId), eq(ratings.itemId, itemId)))
    } else {
      const given = { stars, ratedAt: tx.now }
      await tx.db
        .insert(ratings)
        .values({ personId, itemId, ...given })
        .onConflictDoUpdate({ target: [ratings.personId, ratings.itemId], set: given })
    }
    await record(tx, { name: 'item.rated', itemId, personId, stars })
  })
}

/** Whether whoever asks could know the item: open to all or held by them, and not their own. */
export async function mayRate(ctx: Ctx, itemId: string): Promise<boolean> {
  const [item] = isId(itemId)
    ? await ctx.db
        .select({ access: items.access, authorId: items.authorId, status: items.status })
        .from(items)
        .where(eq(items.id, itemId))
    : []
  if (!item || isPerson(ctx.actor, item.authorId)) return false
  if (item.access === 'open' && item.status === 'published') return true
  return (await library.holds(ctx, [itemId])).has(itemId)
}
