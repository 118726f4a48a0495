import { and, eq, inArray } from 'drizzle-orm'
import { isId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { type Asset, assetOf } from '../asset.ts'
import { assets } from '../tables.ts'

/**
 * Those of the named assets that belong to the person: a text may show only what its author
 * uploaded, or else naming a stranger's guarded file would open it.
 */
export async function assetsOf(
  ctx: Ctx,
  ownerId: string,
  ids: readonly string[],
): Promise<Map<string, Asset>> {
  const named = ids.filter(isId)
  if (named.length === 0) return new Map()
  const rows = await ctx.db
    .select()
    .from(assets)
    .where(and(eq(assets.ownerId, ownerId), inArray(assets.id, named)))
  return new Map(rows.map((row) => [row.id, assetOf(row)]))
}
