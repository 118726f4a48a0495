import { and, desc, eq } from 'drizzle-orm'
import * as catalog from '#catalog'
import { unauthenticated } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { marks } from '../tables.ts'

/** The page has no second part. */
const MAX_BOOKMARKS = 200

/** What whoever asks put aside for later, newest first. */
export async function listBookmarks(ctx: Ctx): Promise<catalog.ItemCard[]> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const rows = await ctx.db
    .select({ itemId: marks.itemId })
    .from(marks)
    .where(and(eq(marks.personId, ctx.actor.personId), eq(marks.kind, 'bookmark')))
    .orderBy(desc(marks.markedAt))
    .limit(MAX_BOOKMARKS)
  const ids = rows.map(({ itemId }) => itemId)
  const cards = await catalog.cardsOf(ctx, ids)
  return ids.flatMap((id) => cards.get(id) ?? [])
}
