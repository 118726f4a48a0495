import { and, desc, eq, ne } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { conflict } from '#kernel/errors.ts'
import { newId, randomCode } from '#kernel/ids.ts'
import type { Money } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { sqlState } from '#platform/postgres/sql.ts'
import { getCharge } from '../charges/find-charge.ts'
import { gatewayOf } from '../gateways/gateways.ts'
import { refunds } from '../tables.ts'

export type Refund = typeof refunds.$inferSelect

const DAY_MS = 86_400_000

/**
 * Writes down the intent to give money back, in the caller's transaction and before any gateway
 * hears of it. The database refuses more than was charged: `refund.too_much`. What the gateway
 * would refuse for good is refused here: `refund.too_late`, `refund.too_many`,
 * `refund.no_partial`, `refund.not_by_gateway`; a refund too soon after another one, or wanted
 * `notBefore`, waits.
 */
export async function requestRefund(
  tx: Ctx,
  {
    chargeId,
    amount,
    reason,
    notBefore = tx.now,
  }: { chargeId: string; amount: Money; reason: string; notBefore?: Date },
): Promise<Refund> {
  const possible = await earliest(tx, chargeId, amount)
  const askAt = possible > notBefore ? possible : notBefore
  try {
    const [refund] = await tx.db
      .insert(refunds)
      .values({
        id: newId(tx.now),
        chargeId,
        outRefundNo: `R${tx.now.toISOString().slice(0, 10).replaceAll('-', '')}${randomCode(16)}`,
        amountMinor: amount.minor,
        currency: amount.currency,
        reason,
        status: 'requested',
        requestedBy: actorName(tx.actor),
        askAt,
        createdAt: tx.now,
      })
      .returning()
    if (!refund) throw new Error('insert returned no row')
    return refund
  } catch (error) {
    if (sqlState(error) === '23514') throw conflict('refund.too_much', { chargeId })
    throw error
  }
}

/** When the gateway may hear of one more refund of this charge. */
async function earliest(tx: Ctx, chargeId: string, amount: Money): Promise<Date> {
  const charge = await getCharge(tx, chargeId)
  const limits = gatewayOf(charge.provider).capabilities.refunds
  if (!limits) throw conflict('refund.not_by_gateway')
  if (!limits.partial && amount.minor !== charge.amountMinor) throw conflict('refund.no_partial')
  const paidAt = charge.settledAt ?? charge.createdAt
  if (tx.now.getTime() - paidAt.getTime() > limits.withinDays * DAY_MS) {
    throw conflict('refund.too_late', { days: limits.withinDays })
  }
  const others = await tx.db
    .select({ createdAt: refunds.createdAt, askAt: refunds.askAt, asked: refunds.asked })
    .from(refunds)
    .where(and(eq(refunds.chargeId, chargeId), ne(refunds.status, 'failed')))
    .orderBy(desc(refunds.createdAt))
  if (limits.maxPerCharge !== null && others.length >= limits.maxPerCharge) {
    throw conflict('refund.too_many', { max: limits.maxPerCharge })
  }
  const firstSends = others.map(({ asked, askAt, createdAt }) =>
    ((asked === 0 && askAt) || createdAt).getTime(),
  )
  const last = Math.max(0, ...firstSends)
  return new Date(Math.max(tx.now.getTime(), last > 0 ? last + (limits.gapMs ?? 0) : 0))
}
