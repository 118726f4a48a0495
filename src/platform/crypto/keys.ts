import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** What a key derived from the site's one secret is for; no two purposes share a key. */
export type Purpose =
  | 'session'
  | 'api-token'
  | 'order-seal'
  | 'media-url'
  | 'csrf'
  | 'setup'
  | 'payment-log'
  | 'payout-account'
  | 'payer'
  | 'invoice'
  | 'unsubscribe'
  | 'reader'

/** HKDF-SHA256 (RFC 5869) of the site's secret: 32 bytes for one purpose. */
export function deriveKey(secret: string, purpose: Purpose): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'wenqu', purpose, 32))
}

/** HMAC-SHA256 as base64url. */
export function seal(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

/** Compares in constant time what `seal` made of the text with what somebody claims. */
export function sealMatches(key: Buffer, text: string, claimed: string): boolean {
  const right = createHmac('sha256', key).update(text).digest()
  const given = Buffer.from(claimed, 'base64url')
  return given.length === right.length && timingSafeEqual(given, right)
}

let siteSecret: string | null = null
const derived = new Map<Purpose, Buffer>()

/** Gives the process its site's secret, once at boot. */
export function setSiteSecret(secret: string): void {
  siteSecret = secret
  derived.clear()
}

/** The site's key for one purpose. Throws when the boot gave no secret: there is no default. */
export function keyFor(purpose: Purpose): Buffer {
  if (siteSecret === null) throw new Error('the site secret is not set')
  const key = derived.get(purpose) ?? deriveKey(siteSecret, purpose)
  derived.set(purpose, key)
  return key
}
