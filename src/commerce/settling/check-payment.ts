import { eq } from 'drizzle-orm'
import { AppError, notFound, unauthenticated } from '#kernel/errors.ts'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { maySeeOrder, type OrderStatus } from '../orders/order.ts'
import { loadOrder } from '../orders/queries.ts'
import { orders } from '../tables.ts'
import { settleChargeFact } from './settle-charge-fact.ts'

/**
 * Asks the gateways about an order that is not paid yet and settles what they say: heals a lost
 * notification while the payer looks on. Safe to call often: the gateways are asked at most every
 * two seconds. A gateway that does not answer leaves the order as it is.
 */
export async function checkPayment(
  ctx: Ctx,
  number: string,
): Promise<{ status: OrderStatus; settled: boolean }> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const order = await loadOrder(ctx, eq(orders.number, number))
  if (!maySeeOrder(ctx.actor, order)) throw notFound('order.not_found')
  if (order.status !== 'pending') return { status: order.status, settled: order.status === 'paid' }
  for (const charge of await payments.claimCharges(ctx, order.id)) {
    await askAndSettle(ctx, charge, { unwanted: false })
  }
  const { status } = await loadOrder(ctx, eq(orders.number, number))
  return { status, settled: status === 'paid' }
}

/** Asks about one charge and settles the answer; an unreachable gateway is only logged. */
export async function askAndSettle(
  ctx: Ctx,
  charge: payments.Charge,
  options: { unwanted: boolean },
): Promise<void> {
  try {
    const fact = await payments.askCharge(ctx, charge, options)
    await settleChargeFact(ctx, charge.provider, fact)
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'unavailable') throw error
    ctx.log.warn({ outTradeNo: charge.outTradeNo, code: error.code }, 'gateway not reached')
  }
}
