import { eq } from 'drizzle-orm'
import { hasRole, isPerson } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { itemViews } from '../tables.ts'

/** Deletes what a person looked at: for themselves, and for the owner who erases an account. */
export async function forgetLooks(ctx: Ctx, personId: string): Promise<void> {
  if (!isPerson(ctx.actor, personId) && !hasRole(ctx.actor, 'owner')) throw forbidden()
  await ctx.db.delete(itemViews).where(eq(itemViews.personId, personId))
}
