import { and, eq, inArray } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { entitlements } from '../tables.ts'
import { notOver } from './entitlement.ts'

/** Which of these items the person holds already, so that nobody sells them again. */
export async function heldBy(ctx: Ctx, personId: string, itemIds: string[]): Promise<Set<string>> {
  if (itemIds.length === 0) return new Set()
  const rows = await ctx.db
    .select({ itemId: entitlements.itemId })
    .from(entitlements)
    .where(
      and(
        eq(entitlements.personId, personId),
        inArray(entitlements.itemId, itemIds),
        notOver(ctx.now),
      ),
    )
  return new Set(rows.map(({ itemId }) => itemId))
}

/** Which of these items whoever asks holds already; a visitor holds nothing. */
export async function holds(ctx: Ctx, itemIds: string[]): Promise<Set<string>> {
  return ctx.actor.kind === 'person' ? heldBy(ctx, ctx.actor.personId, itemIds) : new Set()
}
