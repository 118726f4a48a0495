import { and, eq, inArray } from 'drizzle-orm'
import { conflict } from '#kernel/errors.ts'
import * as library from '#library'
import * as payments from '#payments'
import { refunds } from '#payments/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { getSettings, type SiteSettings } from '#platform/settings/settings.ts'
import { type Order, wasSold } from '../orders/order.ts'
import { refundCases, refundLines } from '../tables.ts'
import type { PaidLine, UnwindTerms } from './unwind.ts'

/** What the decided cases of an order give back, with how far the gateway is. */
export async function decidedLines(ctx: Ctx, orderId: string) {
  return ctx.db
    .select({
      position: refundLines.position,
      amountMinor: refundLines.amountMinor,
      returns: refundLines.returns,
      status: refunds.status,
    })
    .from(refundLines)
    .innerJoin(refundCases, eq(refundCases.id, refundLines.caseId))
    .innerJoin(refunds, eq(refunds.id, refundCases.refundId))
    .where(and(eq(refundCases.orderId, orderId), eq(refundCases.status, 'approved')))
}

/**
 * Whether a refund, with all that the order gave back before, is above what one pair of eyes may
 * let go: judged in sum, so that a large refund in small pieces is a large refund.
 */
export function exceedsApproval(
  { refundApprovalMinor }: SiteSettings,
  lines: readonly PaidLine[],
  amountMinor: bigint,
): boolean {
  const limitMinor = BigInt(refundApprovalMinor)
  const inSum = lines.reduce((sum, { returnedMinor }) => sum + returnedMinor, amountMinor)
  return limitMinor > 0n && amountMinor > 0n && inSum > limitMinor
}

/** The order as the unwinding sees it; what a failed refund took is there again. */
export async function paidLines(ctx: Ctx, order: Order): Promise<PaidLine[]> {
  const itemIds = order.lines.map(({ itemId }) => itemId)
  const [decided, paid, usage] = await Promise.all([
    decidedLines(ctx, order.id),
    paidPerLine(ctx, order),
    library.usageOf(ctx, order.buyerId, itemIds, order.paidAt ?? order.createdAt),
  ])
  const standing = decided.filter(({ status }) => status !== 'failed')
  return order.lines.map(({ itemId, discount }, position) => {
    const given = standing.filter((one) => one.position === position)
    return {
      position,
      paidMinor: paid[position] ?? 0n,
      returnedMinor: given.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
      isReturned: given.some(({ returns }) => returns),
      used: usage.get(itemId) ?? { opened: 0, of: 1 },
      couponShareMinor: discount.minor,
      // An order of today knows no bundle, gift, point or recommender.
      bundleShareMinor: 0n,
      gift: 'none',
      points: 0n,
      commissionMinor: 0n,
    }
  })
}

/** The lines' amounts, less what a charge by a unique amount was below the order. */
async function paidPerLine(ctx: Ctx, order: Order): Promise<bigint[]> {
  const charges = await payments.listCharges(ctx, order.id)
  const settled = charges.find(({ status }) => status === 'settled')
  let less = settled ? order.total.minor - settled.amountMinor : 0n
  return order.lines.map(({ amount: { minor } }) => {
    const part = less < minor ? less : minor
    less -= part
    return minor - part
  })
}

export async function unwindTerms(ctx: Ctx): Promise<UnwindTerms> {
  const { refundChargesUse } = await getSettings(ctx)
  // A coupon is one line's own and demands no minimum: giving other lines back does not end it.
  return { chargesUse: refundChargesUse, couponMinimumMinor: null }
}

/** The charge that paid an order. Throws `refund.not_refundable` for an order without one. */
export async function settledCharge(ctx: Ctx, order: Order): Promise<payments.Charge> {
  const charges = await payments.listCharges(ctx, order.id)
  const settled = charges.find(({ status }) => status === 'settled')
  if (!settled || !wasSold(order)) {
    throw conflict('refund.not_refundable', { status: order.status })
  }
  return settled
}

/** The lines of these cases. */
export async function linesOfCases(ctx: Ctx, caseIds: string[]) {
  if (caseIds.length === 0) return []
  return ctx.db
    .select()
    .from(refundLines)
    .where(inArray(refundLines.caseId, caseIds))
    .orderBy(refundLines.position)
}
