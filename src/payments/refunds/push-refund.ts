import { and, eq, inArray, lte } from 'drizzle-orm'
import { isCurrency, money } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { gatewayOf } from '../gateways/gateways.ts'
import type { RefundFact } from '../provider.ts'
import { charges, refunds } from '../tables.ts'
import type { Refund } from './request-refund.ts'

/** Seconds until a refund that is not final is looked at again. */
const ASK_AFTER_SECONDS = [3, 10, 60, 300, 1800, 6 * 3600]

/** Takes refunds that need the gateway, by id or those due; each goes to one process. */
export async function claimRefunds(
  ctx: Ctx,
  which: { refundId: string } | { limit: number },
): Promise<Refund[]> {
  return ctx.db.transaction(async (db) => {
    const due = await db
      .select()
      .from(refunds)
      .where(
        and(
          inArray(refunds.status, ['requested', 'processing']),
          lte(refunds.askAt, ctx.now),
          'refundId' in which ? eq(refunds.id, which.refundId) : undefined,
        ),
      )
      .limit('limit' in which ? which.limit : 1)
      .for('update', { skipLocked: true })
    for (const refund of due) {
      const last = ASK_AFTER_SECONDS.length - 1
      const seconds = ASK_AFTER_SECONDS[Math.min(refund.asked, last)] ?? 300
      const askAt = new Date(ctx.now.getTime() + seconds * 1000)
      await db
        .update(refunds)
        .set({ askAt, asked: refund.asked + 1 })
        .where(eq(refunds.id, refund.id))
    }
    return due
  })
}

/**
 * Asks the gateway to pay a refund back, always under the same number, or what became of it. An
 * unclear outcome stays `unknown` and is asked about later.
 */
export async function pushRefund(
  ctx: Ctx,
  refund: Refund,
  notifyBase: string,
): Promise<RefundFact> {
  if (ctx.db.inTransaction) throw new Error('a gateway is never called inside a transaction')
  const [charge] = await ctx.db.select().from(charges).where(eq(charges.id, refund.chargeId))
  if (!charge || !isCurrency(charge.currency)) throw new Error('a refund without its charge')
  const gateway = gatewayOf(charge.provider)
  const { outTradeNo } = charge
  const gatewayRef = charge.gatewayRef ?? charge.tradeNo
  const { outRefundNo } = refund
  if (refund.status === 'processing') {
    const fact = await gateway.queryRefund({ outTradeNo, outRefundNo, gatewayRef })
    if (fact.status !== 'not_found') return fact
  }
  return gateway.createRefund({
    outTradeNo,
    outRefundNo,
    gatewayRef,
    firstSentAt: refund.createdAt,
    refund: money(refund.amountMinor, charge.currency),
    charged: money(charge.amountMinor, charge.currency),
    reason: refund.reason,
    notifyUrl: `${notifyBase}/api/gateways/${charge.provider}/notify`,
  })
}
