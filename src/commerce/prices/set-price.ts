import { eq } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { hasRole, isPerson } from '#kernel/actor.ts'
import { forbidden, invalid, notFound, unauthenticated } from '#kernel/errors.ts'
import { formatDecimal, type Money } from '#kernel/money.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { prices } from '../tables.ts'
import { MAX_PRICE_MINOR } from './offer.ts'
import { requireSellable } from './publishing/require-sellable.ts'

/**
 * Sets an item's price from now on; orders already made keep theirs. Its author or the owner.
 * Refuses `item.no_gateway` for what is public and could not be paid for any more.
 */
export async function setPrice(ctx: Ctx, itemId: string, price: Money): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const [item] = await ctx.db
    .select({ authorId: items.authorId, status: items.status })
    .from(items)
    .where(eq(items.id, itemId))
  if (!item) throw notFound('item.not_found')
  if (!isPerson(ctx.actor, item.authorId) && !hasRole(ctx.actor, 'owner')) {
    throw item.status === 'published' ? forbidden() : notFound('item.not_found')
  }
  if (price.minor < 0n || price.minor > MAX_PRICE_MINOR) throw invalid('price.out_of_range')
  const { currency } = await getSettings(ctx)
  if (price.currency !== currency) throw invalid('price.other_currency', { currency })
  await inTransaction(ctx, async (tx) => {
    const value = { amountMinor: price.minor, currency: price.currency, updatedAt: tx.now }
    await tx.db
      .insert(prices)
      .values({ itemId, ...value })
      .onConflictDoUpdate({ target: prices.itemId, set: value })
    if (item.status === 'published' || item.status === 'scheduled') {
      await requireSellable(tx, itemId)
    }
    await audit(tx, 'price.set', `item:${itemId}`, { amount: formatDecimal(price) })
    await record(tx, { name: 'price.set', itemId })
  })
}
