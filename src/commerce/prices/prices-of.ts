import { inArray } from 'drizzle-orm'
import { isCurrency, type Money, money } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { prices } from '../tables.ts'

/** The prices of these items in one query; an item without one is not in the map. */
export async function pricesOf(ctx: Ctx, itemIds: string[]): Promise<Map<string, Money>> {
  const rows = itemIds.length
    ? await ctx.db.select().from(prices).where(inArray(prices.itemId, itemIds))
    : []
  return new Map(
    rows.flatMap(({ itemId, amountMinor, currency }) =>
      isCurrency(currency) ? [[itemId, money(amountMinor, currency)] as const] : [],
    ),
  )
}
