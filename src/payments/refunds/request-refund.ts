import { actorName } from '#kernel/actor.ts'
import { conflict } from '#kernel/errors.ts'
import { newId, randomCode } from '#kernel/ids.ts'
import type { Money } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { sqlState } from '#platform/postgres/sql.ts'
import { refunds } from '../tables.ts'

export type Refund = typeof refunds.$inferSelect

/**
 * Writes down the intent to give money back, in the caller's transaction and before any gateway
 * hears of it. The database refuses more than was charged: `refund.too_much`.
 */
export async function requestRefund(
  tx: Ctx,
  { chargeId, amount, reason }: { chargeId: string; amount: Money; reason: string },
): Promise<Refund> {
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
        askAt: tx.now,
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
