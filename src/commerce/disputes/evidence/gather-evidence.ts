import { and, eq, gt } from 'drizzle-orm'
import * as library from '#library'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { listMailsAbout } from '#platform/mail/list-mails-about.ts'
import { getSettings, type SiteSettings } from '#platform/settings/settings.ts'
import { auditLog } from '#platform/tables.ts'
import { getOrderHistory, type OrderFile } from '../../orders/get-order-history.ts'
import { loadOrder } from '../../orders/queries.ts'
import { disputeHistory, orders } from '../../tables.ts'
import { type Dispute, type DisputeRow, openDispute } from '../dispute.ts'

export type Evidence = {
  dispute: Dispute
  history: { status: string; reason: string; at: Date }[]
  file: OrderFile
  /** The rules of giving back; whether the owner changed any setting since the order was placed. */
  terms: Pick<SiteSettings, 'refundWindowDays' | 'refundChargesUse'> & { changedSince: boolean }
  /** Titles by item, as they were sold. */
  titles: Map<string, string>
  openings: library.Opening[]
  usage: Map<string, library.Usage>
  exchanges: payments.LoggedExchange[]
  mails: { subject: string; at: Date; sentAt: Date | null }[]
}

/**
 * Everything that shows what was sold, paid, delivered and said, for whoever the caller let in. An
 * order whose seal does not match its facts is no evidence: `order.tampered`.
 */
export async function gatherEvidence(ctx: Ctx, row: DisputeRow): Promise<Evidence> {
  const order = await loadOrder(ctx, eq(orders.id, row.orderId))
  const itemIds = order.lines.map(({ itemId }) => itemId)
  const charge = await payments.getCharge(ctx, row.chargeId)
  const file = await getOrderHistory(ctx, order.number)
  const [settings, changes, openings, usage, exchanges, mails, history] = await Promise.all([
    getSettings(ctx),
    ctx.db
      .select({ id: auditLog.id })
      .from(auditLog)
      .where(and(eq(auditLog.action, 'settings.saved'), gt(auditLog.at, order.createdAt)))
      .limit(1),
    library.listOpenings(ctx, order.buyerId, itemIds),
    library.usageOf(ctx, order.buyerId, itemIds, order.paidAt ?? order.createdAt),
    payments.listExchanges(ctx, charge),
    listMailsAbout(ctx, { recipient: file.buyer.email, text: order.number }),
    ctx.db
      .select({
        status: disputeHistory.toStatus,
        reason: disputeHistory.reason,
        at: disputeHistory.at,
      })
      .from(disputeHistory)
      .where(eq(disputeHistory.disputeId, row.id))
      .orderBy(disputeHistory.id),
  ])
  const { refundWindowDays, refundChargesUse } = settings
  return {
    dispute: openDispute(row),
    history,
    file,
    terms: { refundWindowDays, refundChargesUse, changedSince: changes.length > 0 },
    titles: new Map(order.lines.map(({ itemId, title }) => [itemId, title])),
    openings,
    usage,
    exchanges,
    mails: mails.map(({ subject, createdAt, sentAt }) => ({ subject, at: createdAt, sentAt })),
  }
}
