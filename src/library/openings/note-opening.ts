import { lt, sql } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { openings } from '../tables.ts'

/** Turning pages and reloading is one look, and costs the database nothing. */
const SAME_LOOK_MS = 10 * 60_000

/** Notes that whoever asks opened something they hold. */
export async function noteOpening(
  ctx: Ctx,
  { itemId, contentId }: { itemId: string; contentId: string },
): Promise<void> {
  if (ctx.actor.kind !== 'person') return
  const { personId } = ctx.actor
  await ctx.db
    .insert(openings)
    .values({ personId, itemId, contentId, firstAt: ctx.now, lastAt: ctx.now, times: 1 })
    .onConflictDoUpdate({
      target: [openings.personId, openings.contentId],
      set: { lastAt: ctx.now, times: sql`${openings.times} + 1` },
      setWhere: lt(openings.lastAt, new Date(ctx.now.getTime() - SAME_LOOK_MS)),
    })
}
