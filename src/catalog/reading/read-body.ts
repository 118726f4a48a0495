import { eq } from 'drizzle-orm'
import { isPerson } from '#kernel/actor.ts'
import { forbidden, notFound } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { type PlayableRecording, recordingsOf } from '#media'
import type { Ctx } from '#platform/ctx.ts'
import { bodies, type Heading, items, lessons } from '../tables.ts'
import { joined } from '../text/body.ts'
import { resolveAssets } from '../text/resolve-assets.ts'
import type { Pass } from './pass.ts'

export type Body = { html: string; headings: Heading[]; media: PlayableRecording | null }

/**
 * The whole text, what is sold included, with addresses of its pictures for the reader; `media` is
 * a lesson's recording. There is no other way to a paid word, and none without a pass.
 */
export async function readBody(ctx: Ctx, pass: Pass): Promise<Body> {
  if (pass.personId !== null && !isPerson(ctx.actor, pass.personId)) throw forbidden()
  const row = isId(pass.id) ? await findBody(ctx, pass) : undefined
  if (!row) throw notFound(`${pass.subject}.not_found`)
  const { body, mediaAssetId } = row
  const media = mediaAssetId ? await recordingsOf(ctx, [mediaAssetId]) : new Map()
  return {
    html: await resolveAssets(ctx, joined(body.freeHtml, body.paidHtml), body.assetIds),
    headings: body.headings,
    media: media.get(mediaAssetId ?? '') ?? null,
  }
}

type Found = { body: typeof bodies.$inferSelect; mediaAssetId: string | null }

async function findBody(ctx: Ctx, { subject, id }: Pass): Promise<Found | undefined> {
  if (subject === 'lesson') {
    const [row] = await ctx.db
      .select({ body: bodies, mediaAssetId: lessons.mediaAssetId })
      .from(lessons)
      .innerJoin(bodies, eq(bodies.id, lessons.bodyId))
      .where(eq(lessons.id, id))
    return row
  }
  const [row] = await ctx.db
    .select({ body: bodies })
    .from(items)
    .innerJoin(bodies, eq(bodies.id, items.bodyId))
    .where(eq(items.id, id))
  return row && { ...row, mediaAssetId: null }
}
