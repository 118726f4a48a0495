import { sql } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { itemViews } from '../tables.ts'

/** How long an item's page was in sight, how far it was read (0–100), and whether by a search. */
export type Look = {
  personId: string
  itemId: string
  dwellMs: number
  depth: number
  fromSearch: boolean
}

/** Telling again within this is still the same look, grown longer. */
const SAME_LOOK_MS = 30 * 60_000

/**
 * Notes a look at a published item; false for any other. Whoever calls has asked whether the
 * person may be learnt from.
 */
export async function noteLook(ctx: Ctx, look: Look): Promise<boolean> {
  const { personId, itemId, dwellMs, depth, fromSearch } = look
  const now = ctx.now.toISOString()
  const lately = new Date(ctx.now.getTime() - SAME_LOOK_MS).toISOString()
  const isNew = sql`${itemViews.lastAt} < ${lately}::timestamptz`
  // Drafts and what does not exist are no items to have looked at: the select finds none.
  const rows = (await ctx.db.execute(sql`
    insert into ${itemViews}
      (person_id, item_id, first_at, last_at, times, dwell_ms, depth, from_search)
    select ${personId}::uuid, ${items.id}, ${now}::timestamptz, ${now}::timestamptz, 1,
      ${dwellMs}::int, ${depth}::smallint, ${fromSearch}::boolean
    from ${items} where ${items.id} = ${itemId}::uuid and ${items.status} = 'published'
    on conflict (person_id, item_id) do update set
      last_at = greatest(${itemViews.lastAt}, excluded.last_at),
      times = ${itemViews.times} + case when ${isNew} then 1 else 0 end,
      dwell_ms = greatest(${itemViews.dwellMs}, excluded.dwell_ms),
      depth = greatest(${itemViews.depth}, excluded.depth),
      from_search = ${itemViews.fromSearch} or excluded.from_search
    returning item_id`)) as unknown as unknown[]
  return rows.length > 0
}
