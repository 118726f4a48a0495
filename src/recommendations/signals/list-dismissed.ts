import { desc, eq } from 'drizzle-orm'
import * as catalog from '#catalog'
import { unauthenticated } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { dismissals } from '../tables.ts'

const MAX_LISTED = 100

/** What whoever asks does not want to be shown, newest first, so that they may think again. */
export async function listDismissed(ctx: Ctx): Promise<catalog.ItemCard[]> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const rows = await ctx.db
    .select({ itemId: dismissals.itemId })
    .from(dismissals)
    .where(eq(dismissals.personId, ctx.actor.personId))
    .orderBy(desc(dismissals.dismissedAt))
    .limit(MAX_LISTED)
  const ids = rows.map(({ itemId }) => itemId)
  const cards = await catalog.cardsOf(ctx, ids)
  return ids.flatMap((id) => cards.get(id) ?? [])
}
