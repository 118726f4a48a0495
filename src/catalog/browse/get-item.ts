import { eq } from 'drizzle-orm'
import { notFound } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { maySee } from '../items/item.ts'
import { items } from '../tables.ts'
import { type ItemDetail, itemDetail } from './item-detail.ts'

/** An item by its id, for whoever may see it. Throws `item.not_found`. */
export async function getItem(ctx: Ctx, id: string): Promise<ItemDetail> {
  const [item] = isId(id) ? await ctx.db.select().from(items).where(eq(items.id, id)) : []
  if (!item || !maySee(ctx.actor, item)) throw notFound('item.not_found')
  return itemDetail(ctx, item)
}
