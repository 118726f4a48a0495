import { and, gt, isNull, lte, or, type SQL } from 'drizzle-orm'
import { entitlements } from '../tables.ts'

export type Source = { sourceKind: 'order' | 'staff' | 'grace'; sourceId: string }

/** The condition under which an entitlement opens something at this moment. */
export function inForce(now: Date): SQL | undefined {
  return and(lte(entitlements.startsAt, now), notOver(now))
}

/**
 * The condition under which a person need not buy: granted and not over, even if it begins later,
 * or began a moment after the request that asks.
 */
export function notOver(now: Date): SQL | undefined {
  return and(
    isNull(entitlements.revokedAt),
    or(isNull(entitlements.endsAt), gt(entitlements.endsAt, now)),
  )
}
