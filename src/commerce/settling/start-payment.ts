import { eq } from 'drizzle-orm'
import { isPerson } from '#kernel/actor.ts'
import { conflict, notFound, unauthenticated, unavailable } from '#kernel/errors.ts'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { takeToken } from '#platform/limits/take-token.ts'
import { loadOrder } from '../orders/queries.ts'
import { orders } from '../tables.ts'

/** Opening charges costs the gateways; nobody needs more (SECURITY S39). */
const LIMIT = { name: 'start-payment', max: 30, windowMs: 10 * 60_000 }

export type PaymentChoice = {
  method: payments.ProviderName
  /** Where the payer sits; decides the channel. */
  device?: payments.Device
  payer?: NonNullable<payments.ChargeRequest['payer']>
  baseUrl: string
}

export type Payment = { action: payments.PayerAction; expiresAt: Date }

/**
 * Opens, or finds again, the charge of a pending order at the chosen gateway. Only the buyer pays.
 * Throws `order.not_payable`, `payment.method_unavailable`, `payment.gateway_unreachable`, and
 * `payment.payer_unknown` inside WeChat before it is known who pays.
 */
export async function startPayment(
  ctx: Ctx,
  number: string,
  { method, device = 'desktop', payer, baseUrl }: PaymentChoice,
): Promise<Payment> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const order = await loadOrder(ctx, eq(orders.number, number))
  if (!isPerson(ctx.actor, order.buyerId)) throw notFound('order.not_found')
  if (order.status !== 'pending' || order.expiresAt <= ctx.now) {
    throw conflict('order.not_payable', { status: order.status })
  }
  const methods = await payments.listMethods(ctx, { amount: order.total, device })
  const chosen = methods.find(({ provider }) => provider === method)
  if (!chosen) throw unavailable('payment.method_unavailable', { method })
  if (chosen.channel === 'jsapi' && !payer?.openid) throw unavailable('payment.payer_unknown')
  await takeToken(ctx, LIMIT, order.buyerId)
  const action = await payments.openCharge(ctx, {
    subject: order.id,
    ...chosen,
    ...(payer && { payer }),
    amount: order.total,
    description: order.lines.map(({ title }) => title).join('、'),
    expiresAt: order.expiresAt,
    baseUrl,
    returnPath: `/pay/return?order=${order.number}`,
  })
  return { action, expiresAt: order.expiresAt }
}
