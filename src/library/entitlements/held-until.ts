import { and, eq, inArray, ne } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { entitlements } from '../tables.ts'
import { notOver } from './entitlement.ts'

/** The last term a person holds of an item; `endsAt` null is for good. */
export type Holding = { itemId: string; startsAt: Date; endsAt: Date | null }

/**
 * How long the person holds each of these items, by what was bought or given: a grace while money
 * is awaited is no holding. Items not held are not in the map.
 */
export async function heldUntil(
  ctx: Ctx,
  personId: string,
  itemIds?: readonly string[],
): Promise<Map<string, Holding>> {
  if (itemIds?.length === 0) return new Map()
  const rows = await ctx.db
    .select({
      itemId: entitlements.itemId,
      startsAt: entitlements.startsAt,
      endsAt: entitlements.endsAt,
    })
    .from(entitlements)
    .where(
      and(
        eq(entitlements.personId, personId),
        itemIds && inArray(entitlements.itemId, [...itemIds]),
        ne(entitlements.sourceKind, 'grace'),
        notOver(ctx.now),
      ),
    )
  const held = new Map<string, Holding>()
  for (const row of rows) {
    const best = held.get(row.itemId)
    if (!best || endOf(row) > endOf(best)) held.set(row.itemId, row)
  }
  return held
}

function endOf({ endsAt }: Holding): number {
  return endsAt?.getTime() ?? Number.POSITIVE_INFINITY
}
