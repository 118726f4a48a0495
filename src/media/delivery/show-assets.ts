import { and, eq, inArray } from 'drizzle-orm'
import { hasRole, isPerson } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { assets } from '../tables.ts'

/**
 * Opens those of a person's guarded assets that a public text now shows, and guards again those
 * that none shows any more. What was uploaded as open stays open.
 */
export async function showAssets(
  ctx: Ctx,
  ownerId: string,
  { shown, hidden }: { shown: readonly string[]; hidden: readonly string[] },
): Promise<void> {
  if (!isPerson(ctx.actor, ownerId) && !hasRole(ctx.actor, 'owner')) throw forbidden()
  await change(ctx, ownerId, shown, 'guarded', 'shown')
  await change(ctx, ownerId, hidden, 'shown', 'guarded')
}

async function change(
  ctx: Ctx,
  ownerId: string,
  ids: readonly string[],
  from: 'guarded' | 'shown',
  to: 'guarded' | 'shown',
): Promise<void> {
  if (ids.length === 0) return
  await ctx.db
    .update(assets)
    .set({ exposure: to })
    .where(
      and(eq(assets.ownerId, ownerId), inArray(assets.id, [...ids]), eq(assets.exposure, from)),
    )
}
