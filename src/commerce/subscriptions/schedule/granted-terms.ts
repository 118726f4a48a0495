import { eq } from 'drizzle-orm'
import * as library from '#library'
import type { Ctx } from '#platform/ctx.ts'
import type { Order } from '../../orders/order.ts'
import { subscriptionPeriods } from '../../tables.ts'
import { periodAfter } from './periods.ts'

export type Term = { startsAt: Date; endsAt: Date }

/** Money for a period that comes later than this opens a whole term from then on. */
const LATEST_MS = 36 * 3_600_000 + 21 * 86_400_000

/**
 * From when to when each line of an order opens its item, by the item; lines for good are not in
 * the map. A renewal's is its period, another purchase's follows what is still running.
 */
export async function grantedTerms(tx: Ctx, order: Order): Promise<Map<string, Term>> {
  const timed = order.lines.flatMap(({ itemId, months }) => (months ? [{ itemId, months }] : []))
  if (timed.length === 0) return new Map()
  const [period] = await tx.db
    .select({ startsAt: subscriptionPeriods.startsAt, endsAt: subscriptionPeriods.endsAt })
    .from(subscriptionPeriods)
    .where(eq(subscriptionPeriods.orderId, order.id))
  const inTime = period && tx.now.getTime() < period.startsAt.getTime() + LATEST_MS
  const itemIds = timed.map(({ itemId }) => itemId)
  if (inTime) return new Map(itemIds.map((itemId) => [itemId, period]))
  const held = await library.heldUntil(tx, order.buyerId, itemIds)
  return new Map(
    timed.map(({ itemId, months }) => {
      const startsAt = held.get(itemId)?.endsAt ?? tx.now
      return [itemId, { startsAt, endsAt: periodAfter(startsAt, months) }]
    }),
  )
}
