import { and, desc, eq, sql } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import * as commerce from '#commerce'
import { prices } from '#commerce/tables.ts'
import { isId } from '#kernel/ids.ts'
import * as library from '#library'
import type { Ctx } from '#platform/ctx.ts'
import { itemRules } from '../tables.ts'

const SHOWN = 4
/** More are read than shown, since some are held already. */
const READ = 24

/**
 * What buyers of an item bought too, likeliest first: published, with a price, and not held by
 * whoever asks. Open to everyone; a rule speaks of at least five people.
 */
export async function boughtTogether(ctx: Ctx, itemId: string): Promise<commerce.ShopCard[]> {
  if (!isId(itemId)) return []
  const rows = await ctx.db
    .select({ id: itemRules.consequent })
    .from(itemRules)
    .innerJoin(items, eq(items.id, itemRules.consequent))
    .innerJoin(prices, eq(prices.itemId, items.id))
    .where(
      and(
        sql`${itemRules.antecedent} @> array[${itemId}]::uuid[]`,
        sql`cardinality(${itemRules.antecedent}) = 1`,
        eq(items.status, 'published'),
        eq(items.access, 'sold'),
      ),
    )
    .orderBy(desc(itemRules.confidence), desc(itemRules.lift), itemRules.position)
    .limit(READ)
  const ids = rows.map(({ id }) => id)
  const held = await library.holds(ctx, ids)
  const shown = ids.filter((id) => !held.has(id)).slice(0, SHOWN)
  return commerce.shopCardsOf(ctx, shown)
}
