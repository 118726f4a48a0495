import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import { forbidden, invalid, unauthenticated } from '#kernel/errors.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import type { Ctx } from '#platform/ctx.ts'
import { type Asset, assetKinds, assetOf, mayUpload } from '../asset.ts'
import { assets } from '../tables.ts'

const PAGE_SIZE = 40

export const assetFilter = z.strictObject({
  kind: z.enum(assetKinds).optional(),
  after: z.uuid().optional(),
})

/** The actor's own uploads, newest first. */
export async function listAssets(
  ctx: Ctx,
  filter: z.input<typeof assetFilter> = {},
): Promise<Page<Asset>> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayUpload(ctx.actor) || ctx.actor.kind !== 'person') throw forbidden()
  const parsed = assetFilter.safeParse(filter)
  if (!parsed.success) throw invalid('media.invalid_filter')
  const { kind, after } = parsed.data
  const rows = await ctx.db
    .select()
    .from(assets)
    .where(
      and(
        eq(assets.ownerId, ctx.actor.personId),
        kind ? eq(assets.kind, kind) : undefined,
        after ? lt(assets.id, after) : undefined,
      ),
    )
    .orderBy(desc(assets.id))
    .limit(PAGE_SIZE + 1)
  return pageOf(rows.map(assetOf), PAGE_SIZE, (asset) => asset.id)
}
