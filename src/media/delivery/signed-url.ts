import { keyFor, seal } from '#platform/crypto/keys.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { VariantName } from '../asset.ts'

export type Claim = {
  assetId: string
  variant: string
  personId: string
  /** Seconds since 1970. */
  expires: number
}

/** What is signed: every part that is decided on, each on its own line so that none can move. */
export function canonical({ assetId, variant, personId, expires }: Claim): string {
  return `wenqu-media-1\n${assetId}\n${variant}\n${personId}\n${expires}`
}

/** The address of an asset that is open to everyone. */
export function openUrl(assetId: string, variant: VariantName): string {
  return `/media/${assetId}/${variant}`
}

/**
 * An address of a guarded asset that works for this person alone, for `ttlMs` to twice that: the
 * expiry is rounded up so that the address stays the same, and cached, for a while.
 * The caller has checked that the person may see the asset.
 */
export function signedUrl(
  ctx: Ctx,
  assetId: string,
  variant: VariantName,
  { personId, ttlMs }: { personId: string; ttlMs: number },
): string {
  const expires = ((Math.floor(ctx.now.getTime() / ttlMs) + 2) * ttlMs) / 1000
  const claim = { assetId, variant, personId, expires: Math.ceil(expires) }
  const query = new URLSearchParams({
    e: String(claim.expires),
    u: personId,
    s: seal(keyFor('media-url'), canonical(claim)),
  })
  return `${openUrl(assetId, variant)}?${query}`
}
