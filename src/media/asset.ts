import { type Actor, hasRole } from '#kernel/actor.ts'
import type { assets } from './tables.ts'

export const assetKinds = ['picture', 'audio', 'video', 'file'] as const
export type AssetKind = (typeof assetKinds)[number]

/** The widths that every picture is stored in, in pixels, and what was uploaded. */
export const pictureWidths = { w480: 480, w960: 960, w1600: 1600 } as const
export const variantNames = ['w480', 'w960', 'w1600', 'original'] as const
export type VariantName = (typeof variantNames)[number]

export type Asset = {
  id: string
  kind: AssetKind
  mime: string
  name: string
  bytes: number
  width: number | null
  height: number | null
  durationMs: number | null
}

/**
 * open: uploaded for everyone (covers, avatars) · guarded: only by a signed address · shown: was
 * guarded, and is open as long as a public text shows it.
 */
export type Exposure = 'open' | 'guarded' | 'shown'

export function mayUpload(actor: Actor): boolean {
  return actor.kind === 'person' && hasRole(actor, 'creator')
}

export function isPublic(row: { exposure: string }): boolean {
  return row.exposure === 'open' || row.exposure === 'shown'
}

export function assetOf(row: typeof assets.$inferSelect): Asset {
  const { id, kind, mime, name, bytes, width, height, durationMs } = row
  return { id, kind: kind as AssetKind, mime, name, bytes, width, height, durationMs }
}
