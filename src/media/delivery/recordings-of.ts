import { inArray } from 'drizzle-orm'
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
 * Where each audio, video or file is fetched: openly, or signed for the actor, who must be allowed
 * to have it (the caller has checked); a visitor gets none that is guarded.
 */
export async function recordingsOf(
  ctx: Ctx,
  assetIds: readonly string[],
): Promise<Map<string, PlayableRecording>> {
  const ids = [...new Set(assetIds)].filter(isId)
  if (ids.length === 0) return new Map()
  const rows = await ctx.db.select().from(assets).where(inArray(assets.id, ids))
  const found = new Map<string, PlayableRecording>()
  for (const { id, exposure, mime, durationMs, kind } of rows) {
    const url = urlOf(ctx, id, exposure)
    if (url) found.set(id, { url, mime, durationMs, kind: kind as AssetKind })
  }
  return found
}

function urlOf(ctx: Ctx, id: string, exposure: string): string | null {
  if (isPublic({ exposure })) return openUrl(id, 'original')
  if (ctx.actor.kind !== 'person') return null
  const { personId } = ctx.actor
  return signedUrl(ctx, id, 'original', { personId, ttlMs: RECORDING_TTL_MS })
}
