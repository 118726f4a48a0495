import { and, eq } from 'drizzle-orm'
import * as catalog from '#catalog'
import { unauthenticated } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { dismissals } from '../tables.ts'

/** “Not interested”: never shown by itself again to whoever asks, from the next page on. */
export async function dismissItem(ctx: Ctx, itemId: string): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  await catalog.getItem(ctx, itemId)
  await ctx.db
    .insert(dismissals)
    .values({ personId: ctx.actor.personId, itemId, dismissedAt: ctx.now })
    .onConflictDoNothing()
}

/** Takes “not interested” back. */
export async function undismissItem(ctx: Ctx, itemId: string): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  await catalog.getItem(ctx, itemId)
  await ctx.db
    .delete(dismissals)
    .where(and(eq(dismissals.personId, ctx.actor.personId), eq(dismissals.itemId, itemId)))
}
