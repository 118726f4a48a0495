import { and, eq, inArray } from 'drizzle-orm'
import { isId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { isPublic, type VariantName } from '../asset.ts'
import { assets, assetVariants } from '../tables.ts'
import { openUrl, signedUrl } from './signed-url.ts'

/** A page left open over a long lesson still loads its pictures. */
const PICTURE_TTL_MS = 2 * 60 * 60_000

export type Picture = { src: string; srcset: string; width: number; height: number }

/**
 * What an <img> needs of each picture. A guarded one is signed for the actor, who must be allowed
 * to see it (the caller has checked), and is left out for a visitor.
 */
export async function pictureOf(
  ctx: Ctx,
  assetIds: readonly string[],
): Promise<Map<string, Picture>> {
  const ids = [...new Set(assetIds)].filter(isId)
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .select({
      id: assets.id,
      exposure: assets.exposure,
      name: assetVariants.name,
      width: assetVariants.width,
      height: assetVariants.height,
    })
    .from(assetVariants)
    .innerJoin(assets, eq(assets.id, assetVariants.assetId))
    .where(and(inArray(assets.id, ids), eq(assets.kind, 'picture')))
    .orderBy(assetVariants.width, assetVariants.name)
  const pictures = new Map<string, Picture>()
  for (const id of ids) {
    const variants = rows.filter((row) => row.id === id && row.name !== 'original')
    const picture = pictureFrom(ctx, variants)
    if (picture) pictures.set(id, picture)
  }
  return pictures
}

type Row = {
  id: string
  exposure: string
  name: string
  width: number | null
  height: number | null
}

function pictureFrom(ctx: Ctx, variants: Row[]): Picture | null {
  const urls = variants.map((row) => ({ ...row, url: urlOf(ctx, row) }))
  const middle = urls.find((row) => row.name === 'w960')
  const largest = urls.at(-1)
  if (!middle?.url || !largest?.width || !largest.height) return null
  const distinct = urls.filter((row, n) => n === 0 || row.width !== urls[n - 1]?.width)
  return {
    src: middle.url,
    srcset: distinct.map((row) => `${row.url} ${row.width}w`).join(', '),
    width: largest.width,
    height: largest.height,
  }
}

function urlOf(ctx: Ctx, row: Row): string | null {
  const variant = row.name as VariantName
  if (isPublic(row)) return openUrl(row.id, variant)
  if (ctx.actor.kind !== 'person') return null
  const { personId } = ctx.actor
  return signedUrl(ctx, row.id, variant, { personId, ttlMs: PICTURE_TTL_MS })
}
