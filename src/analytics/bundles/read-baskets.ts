import { sql } from 'drizzle-orm'
import { entitlements } from '#library/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { type Baskets, basketsOf } from '../models/rules/baskets.ts'

/** A bitset of so many baskets is 12 kB an item. */
const MOST_BASKETS = 100_000

/** What each person bought and did not give back, `names` being item ids. */
export async function readBaskets(
  ctx: Ctx,
  without: ReadonlySet<string>,
): Promise<Baskets & { names: string[] }> {
  const rows = await ctx.db
    .select({
      personId: entitlements.personId,
      itemIds: sql<string>`string_agg(distinct ${entitlements.itemId}::text, ',')`,
    })
    .from(entitlements)
    .where(sql`${entitlements.sourceKind} = 'order' and ${entitlements.revokedAt} is null
      and ${entitlements.startsAt} <= ${ctx.now.toISOString()}::timestamptz`)
    .groupBy(entitlements.personId)
    .orderBy(sql`md5(${entitlements.personId}::text)`)
    .limit(MOST_BASKETS)
  return basketsOf(
    rows.filter(({ personId }) => !without.has(personId)).map((row) => row.itemIds.split(',')),
  )
}
