import { eq } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { conflict } from '#kernel/errors.ts'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { pricesOf } from '../prices-of.ts'

/**
 * Refuses `item.no_gateway` for an item that is sold at a price which no gateway of the site takes:
 * a shop window never shows what nobody can pay for. Called in the transaction of the change.
 */
export async function requireSellable(tx: Ctx, itemId: string): Promise<void> {
  const reason = await findItemObstacle(tx, itemId)
  if (reason) throw conflict('item.no_gateway', { reason })
}

/** Why the item could not be paid for; null for one that is not sold or has no price yet. */
export async function findItemObstacle(
  ctx: Ctx,
  itemId: string,
): Promise<payments.SalesObstacle | null> {
  const [item] = await ctx.db
    .select({ access: items.access })
    .from(items)
    .where(eq(items.id, itemId))
  if (item?.access !== 'sold') return null
  const price = (await pricesOf(ctx, [itemId])).get(itemId)
  return price ? payments.findSalesObstacle(ctx, price) : null
}
