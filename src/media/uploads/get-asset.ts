import { eq } from 'drizzle-orm'
import { hasRole, isPerson } from '#kernel/actor.ts'
import { notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { type Asset, assetOf } from '../asset.ts'
import { assets } from '../tables.ts'

/** One upload, for whoever uploaded it and the owner; for others there is none. */
export async function getAsset(ctx: Ctx, id: string): Promise<Asset> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!isId(id)) throw notFound('media.not_found')
  const [row] = await ctx.db.select().from(assets).where(eq(assets.id, id))
  if (!row || !(isPerson(ctx.actor, row.ownerId) || hasRole(ctx.actor, 'owner'))) {
    throw notFound('media.not_found')
  }
  return assetOf(row)
}
