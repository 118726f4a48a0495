import { eq, inArray, sql } from 'drizzle-orm'
import { showAssets } from '#media'
import type { Ctx } from '#platform/ctx.ts'
import type { ItemRow } from '../items/editable.ts'
import { bodies, lessons } from '../tables.ts'

/**
 * Opens the assets that the item shows to everyone (its cover, the free part, free previews) and
 * guards the others again, unless another published item of the author still shows them.
 */
export async function showItemAssets(ctx: Ctx, item: ItemRow): Promise<void> {
  const texts = await textsOf(ctx, item)
  const all = new Set(texts.flatMap(({ assets }) => assets))
  const open = new Set(texts.flatMap(({ shown }) => shown))
  if (item.coverAssetId) {
    all.add(item.coverAssetId)
    open.add(item.coverAssetId)
  }
  const shown = item.status === 'published' ? [...open] : []
  const hidden = [...all].filter((id) => !shown.includes(id))
  const elsewhere = await shownElsewhere(ctx, item, hidden)
  await showAssets(ctx, item.authorId, {
    shown,
    hidden: hidden.filter((id) => !elsewhere.has(id)),
  })
}

type Text = { assets: string[]; shown: string[] }

async function textsOf(ctx: Ctx, item: ItemRow): Promise<Text[]> {
  const open = item.access === 'open'
  const [body] = await ctx.db.select().from(bodies).where(eq(bodies.id, item.bodyId))
  const found = await ctx.db
    .select({
      media: lessons.mediaAssetId,
      freePreview: lessons.freePreview,
      assets: bodies.assetIds,
    })
    .from(lessons)
    .innerJoin(bodies, eq(bodies.id, lessons.bodyId))
    .where(eq(lessons.courseId, item.id))
  const ofBody = body?.assetIds ?? []
  const inFreePart = ofBody.filter((id) => body?.freeHtml.includes(`data-asset="${id}"`))
  return [
    { assets: ofBody, shown: open ? ofBody : inFreePart },
    ...found.map((lesson) => {
      const assets = lesson.media ? [lesson.media, ...lesson.assets] : lesson.assets
      return { assets, shown: open || lesson.freePreview ? assets : [] }
    }),
  ]
}

async function shownElsewhere(ctx: Ctx, item: ItemRow, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await ctx.db.execute<{ id: string }>(sql`
    with wanted as (
      select a.id from assets a
      where a.exposure = 'shown' and ${inArray(sql`a.id`, ids)}
    )
    select wanted.id from wanted where exists (
      select 1 from items i join bodies b on b.id = i.body_id
      where i.author_id = ${item.authorId} and i.status = 'published' and i.id <> ${item.id}
        and (i.cover_asset_id = wanted.id
          or (b.asset_ids ? wanted.id::text and (i.access = 'open'
            or b.free_html like '%data-asset="' || wanted.id || '"%')))
    ) or exists (
      select 1 from lessons l
        join items i on i.id = l.course_id join bodies b on b.id = l.body_id
      where i.author_id = ${item.authorId} and i.status = 'published' and i.id <> ${item.id}
        and (i.access = 'open' or l.free_preview)
        and (l.media_asset_id = wanted.id or b.asset_ids ? wanted.id::text)
    )`)
  return new Set([...rows].map(({ id }) => id))
}
