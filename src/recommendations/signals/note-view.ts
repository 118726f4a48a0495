import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { items } from '#catalog/tables.ts'
import { invalid } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { mayLearnFrom } from '../choices/may-learn-from.ts'
import { exposures, itemViews } from '../tables.ts'

/** What a page tells about a look at it; dwell counts only while the page is in sight. */
export const viewReport = z.strictObject({
  itemId: z.uuid(),
  dwellMs: z.int().min(0).max(3_600_000),
  depth: z.int().min(0).max(100),
  /** Which list led here. */
  from: z.enum(['search', 'shelf', 'because', 'similar', 'digest']).optional().catch(undefined),
})
export type ViewReport = z.input<typeof viewReport>

/** The places whose showings are kept; a click elsewhere is none of theirs. */
const shownPlaces = ['shelf', 'because', 'digest'] as const
type Showing = { personId: string; itemId: string; place: (typeof shownPlaces)[number] }

/** Telling again within this is still the same look, grown longer. */
const SAME_LOOK_MS = 30 * 60_000

/**
 * Notes a member's look at a published item; true when it was noted. Nothing is kept of visitors,
 * nor of who does not want to be learnt from. Throws `signal.invalid`.
 */
export async function noteView(ctx: Ctx, report: ViewReport): Promise<boolean> {
  const parsed = viewReport.safeParse(report)
  if (!parsed.success) throw invalid('signal.invalid')
  if (ctx.actor.kind !== 'person') return false
  const { personId } = ctx.actor
  if (!(await mayLearnFrom(ctx, personId))) return false
  const { itemId, dwellMs, depth, from } = parsed.data
  const now = ctx.now.toISOString()
  const lately = new Date(ctx.now.getTime() - SAME_LOOK_MS).toISOString()
  const isNew = sql`${itemViews.lastAt} < ${lately}::timestamptz`
  // Drafts and what does not exist are no items to have looked at: the select finds none.
  const rows = (await ctx.db.execute(sql`
    insert into ${itemViews}
      (person_id, item_id, first_at, last_at, times, dwell_ms, depth, from_search)
    select ${personId}::uuid, ${items.id}, ${now}::timestamptz, ${now}::timestamptz, 1,
      ${dwellMs}::int, ${depth}::smallint, ${from === 'search'}::boolean
    from ${items} where ${items.id} = ${itemId}::uuid and ${items.status} = 'published'
    on conflict (person_id, item_id) do update set
      last_at = greatest(${itemViews.lastAt}, excluded.last_at),
      times = ${itemViews.times} + case when ${isNew} then 1 else 0 end,
      dwell_ms = greatest(${itemViews.dwellMs}, excluded.dwell_ms),
      depth = greatest(${itemViews.depth}, excluded.depth),
      from_search = ${itemViews.fromSearch} or excluded.from_search
    returning item_id`)) as unknown as unknown[]
  const place = shownPlaces.find((one) => one === from)
  if (place) await noteClick(ctx, { personId, itemId, place })
  return rows.length > 0
}

/** The latest showing of the item to this person in that place led here, once. */
async function noteClick(ctx: Ctx, { personId, itemId, place }: Showing): Promise<void> {
  const latest = ctx.db
    .select({ id: exposures.id })
    .from(exposures)
    .where(
      and(
        eq(exposures.personId, personId),
        eq(exposures.itemId, itemId),
        eq(exposures.place, place),
      ),
    )
    .orderBy(desc(exposures.shownAt))
    .limit(1)
  await ctx.db
    .update(exposures)
    .set({ clickedAt: ctx.now })
    .where(and(inArray(exposures.id, latest), isNull(exposures.clickedAt)))
}
