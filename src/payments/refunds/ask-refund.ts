import { eq } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { gatewayOf } from '../gateways/gateways.ts'
import type { RefundFact } from '../provider.ts'
import { charges } from '../tables.ts'
import type { Refund } from './request-refund.ts'

/** What became of a refund at its gateway; only asks, never sends it again. */
export async function askRefund(ctx: Ctx, refund: Refund): Promise<RefundFact> {
  if (ctx.db.inTransaction) throw new Error('a gateway is never called inside a transaction')
  const [charge] = await ctx.db.select().from(charges).where(eq(charges.id, refund.chargeId))
  if (!charge) throw new Error('a refund without its charge')
  const { outTradeNo } = charge
  const { outRefundNo } = refund
  const gatewayRef = charge.gatewayRef ?? charge.tradeNo
  return gatewayOf(charge.provider).queryRefund({ outTradeNo, outRefundNo, gatewayRef })
}
