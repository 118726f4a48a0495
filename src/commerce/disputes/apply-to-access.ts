import { and, eq, inArray, ne } from 'drizzle-orm'
import * as library from '#library'
import type { Ctx } from '#platform/ctx.ts'
import { getSettings } from '#platform/settings/settings.ts'
import type { Order } from '../orders/order.ts'
import { endedItems } from '../refunds/settle-refund-fact.ts'
import { disputes } from '../tables.ts'
import type { DisputeRow } from './dispute.ts'

/**
 * What a dispute that has just moved does to the access that was bought: it ends when the bank has
 * the money, or when the dispute is lost, or not at all, as the owner decided; won, it is back,
 * except for what was refunded, is disputed once more or was bought again.
 */
export async function applyToAccess(tx: Ctx, order: Order, dispute: DisputeRow): Promise<void> {
  const source = { sourceKind: 'order', sourceId: order.id } as const
  if (dispute.status === 'won') {
    if (await hasOther(tx, dispute)) return
    const ended = await endedItems(tx, order)
    const itemIds = order.lines.map(({ itemId }) => itemId).filter((id) => !ended.includes(id))
    const held = await library.heldBy(tx, order.buyerId, itemIds)
    await library.restoreAccess(tx, { ...source, itemIds: itemIds.filter((id) => !held.has(id)) })
    return
  }
  const { disputeAccess } = await getSettings(tx)
  const ends =
    (dispute.status === 'withdrawn' && disputeAccess === 'at_once') ||
    (dispute.status === 'lost' && disputeAccess !== 'keep')
  if (ends) await library.revokeAccess(tx, { ...source, reason: 'disputed' })
}

async function hasOther(tx: Ctx, { id, orderId }: DisputeRow): Promise<boolean> {
  const [other] = await tx.db
    .select({ id: disputes.id })
    .from(disputes)
    .where(
      and(
        eq(disputes.orderId, orderId),
        eq(disputes.kind, 'chargeback'),
        inArray(disputes.status, ['withdrawn', 'lost']),
        ne(disputes.id, id),
      ),
    )
    .limit(1)
  return other !== undefined
}
