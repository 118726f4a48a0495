import { and, eq } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { hasRole, isPerson } from '#kernel/actor.ts'
import { notFound } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { inForce } from '../entitlements/entitlement.ts'
import { entitlements } from '../tables.ts'

export type Access =
  | { access: 'open' | 'owned' | 'author' | 'staff' }
  | { access: 'locked'; reason: 'login' | 'buy' }

/**
 * Why whoever asks may open an item, or why not. An item that is not published is there for its
 * author, for staff and for who bought it; for everybody else it is `item.not_found`.
 */
export async function findAccess(ctx: Ctx, itemId: string): Promise<Access> {
  const [item] = await ctx.db
    .select({ authorId: items.authorId, status: items.status, access: items.access })
    .from(items)
    .where(eq(items.id, itemId))
  if (!item) throw notFound('item.not_found')
  const { actor } = ctx
  if (isPerson(actor, item.authorId)) return { access: 'author' }
  if (hasRole(actor, 'owner', 'reviewer')) return { access: 'staff' }
  const isPublished = item.status === 'published'
  if (isPublished && item.access === 'open') return { access: 'open' }
  const personId = actor.kind === 'person' ? actor.personId : null
  const owned = personId !== null && (await mayOpen(ctx, personId, itemId))
  // What was sold stays readable for its buyers when it is archived later.
  if (owned && (isPublished || item.status === 'archived')) return { access: 'owned' }
  if (!isPublished) throw notFound('item.not_found')
  return { access: 'locked', reason: personId ? 'buy' : 'login' }
}

async function mayOpen(ctx: Ctx, personId: string, itemId: string): Promise<boolean> {
  const [found] = await ctx.db
    .select({ id: entitlements.id })
    .from(entitlements)
    .where(
      and(eq(entitlements.personId, personId), eq(entitlements.itemId, itemId), inForce(ctx.now)),
    )
    .limit(1)
  return found !== undefined
}
