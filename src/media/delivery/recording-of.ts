import { eq } from 'drizzle-orm'
import { isId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { type AssetKind, isPublic } from '../asset.ts'
import { assets } from '../tables.ts'
import { openUrl, signedUrl } from './signed-url.ts'

/** A long lesson, paused over lunch, still plays. */
const RECORDING_TTL_MS = 3 * 60 * 60_000

export type PlayableRecording = {
  url: string
  mime: string
  kind: AssetKind
  durationMs: number | null
}

/**
 * Where an audio, video or file is fetched: openly, or signed for the actor, who must be allowed to
 * have it (the caller has checked); null when there is none or the actor is a visitor.
 */
export async function recordingOf(ctx: Ctx, assetId: string): Promise<PlayableRecording | null> {
  if (!isId(assetId)) return null
  const [row] = await ctx.db.select().from(assets).where(eq(assets.id, assetId))
  if (!row) return null
  const { mime, durationMs } = row
  const found = { mime, durationMs, kind: row.kind as AssetKind }
  if (isPublic(row)) return { ...found, url: openUrl(assetId, 'original') }
  if (ctx.actor.kind !== 'person') return null
  const signed = { personId: ctx.actor.personId, ttlMs: RECORDING_TTL_MS }
  return { ...found, url: signedUrl(ctx, assetId, 'original', signed) }
}
