import { keyFor, seal } from '#platform/crypto/keys.ts'
import type { paymentLog } from '../tables.ts'

type LogRow = Pick<
  typeof paymentLog.$inferSelect,
  'id' | 'provider' | 'direction' | 'content' | 'at'
>

/** What the first link continues. */
export const FIRST_SEAL = 'payment-log'

/** HMAC-SHA256 over the link before and the row: without the site's secret nobody makes another. */
export function linkSeal(before: string, { id, provider, direction, content, at }: LogRow): string {
  const row = JSON.stringify([before, String(id), provider, direction, content, at.toISOString()])
  return seal(keyFor('payment-log'), row)
}
