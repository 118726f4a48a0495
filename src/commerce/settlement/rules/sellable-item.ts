import { eq } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { hasRole, isPerson } from '#kernel/actor.ts'
import { forbidden, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'

export type SellableItem = { authorId: string; kind: 'article' | 'course' }

/** The item whose money rules the actor may see and change: its author's, and the owner's. */
export async function sellableItem(ctx: Ctx, itemId: string): Promise<SellableItem> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const [item] = isId(itemId)
    ? await ctx.db
        .select({ authorId: items.authorId, kind: items.kind, status: items.status })
        .from(items)
        .where(eq(items.id, itemId))
    : []
  if (!item) throw notFound('item.not_found')
  if (!isPerson(ctx.actor, item.authorId) && !hasRole(ctx.actor, 'owner')) {
    throw item.status === 'published' ? forbidden() : notFound('item.not_found')
  }
  return item
}
