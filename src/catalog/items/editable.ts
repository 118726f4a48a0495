import { eq } from 'drizzle-orm'
import { isId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { items } from '../tables.ts'
import { requireEditor } from './item.ts'

export type ItemRow = typeof items.$inferSelect

/** The item for one who may edit it. Refuses `item.not_found`, `item.not_yours`. */
export async function findEditable(ctx: Ctx, itemId: string): Promise<ItemRow> {
  if (!isId(itemId)) return requireEditor<ItemRow>(ctx.actor, undefined)
  const [row] = await ctx.db.select().from(items).where(eq(items.id, itemId))
  return requireEditor(ctx.actor, row)
}

/** The same inside a transaction, held against other writers until it ends. */
export async function lockEditable(ctx: Ctx, itemId: string): Promise<ItemRow> {
  if (!isId(itemId)) return requireEditor<ItemRow>(ctx.actor, undefined)
  const [row] = await ctx.db.select().from(items).where(eq(items.id, itemId)).for('update')
  return requireEditor(ctx.actor, row)
}
