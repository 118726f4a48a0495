import { and, gt, isNull, lte, or, type SQL } from 'drizzle-orm'
import { entitlements } from '../tables.ts'

export type Source = { sourceKind: 'order' | 'staff'; sourceId: string }

/** The condition under which an entitlement opens something at this moment. */
export function inForce(now: Date): SQL | undefined {
  return and(
    isNull(entitlements.revokedAt),
    lte(entitlements.startsAt, now),
    or(isNull(entitlements.endsAt), gt(entitlements.endsAt, now)),
  )
}
