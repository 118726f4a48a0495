import { eq } from 'drizzle-orm'
import { isPerson } from '#kernel/actor.ts'
import { notFound, unauthenticated } from '#kernel/errors.ts'
import { type Money, money } from '#kernel/money.ts'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { getSettings } from '#platform/settings/settings.ts'
import type { Order } from '../orders/order.ts'
import { loadOrder } from '../orders/queries.ts'
import { currencyOf } from '../settling/book-sale.ts'
import { orders } from '../tables.ts'

export type TransferToMake = {
  order: Order
  /** To the cent: it is how the creator tells this transfer from others. */
  amount: Money
  /** What the owner's codes say, by wallet. */
  codes: { wallet: 'alipay' | 'wechat'; content: string }[]
  proofs: { status: 'waiting' | 'approved' | 'rejected'; reason: string; submittedAt: Date }[]
}

/** What a buyer has to send by hand and how far that is. Throws `order.not_found`. */
export async function getTransfer(ctx: Ctx, number: string): Promise<TransferToMake> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const order = await loadOrder(ctx, eq(orders.number, number))
  if (!isPerson(ctx.actor, order.buyerId)) throw notFound('order.not_found')
  const charges = await payments.listCharges(ctx, order.id)
  const charge = charges.findLast(({ provider }) => provider === 'personal')
  if (!charge) throw notFound('order.not_found')
  const [settings, proofs] = await Promise.all([
    getSettings(ctx),
    payments.proofsOf(ctx, [charge.id]),
  ])
  const codes = [
    { wallet: 'alipay' as const, content: settings.personalAlipayCode },
    { wallet: 'wechat' as const, content: settings.personalWechatCode },
  ]
  return {
    order,
    amount: money(charge.amountMinor, currencyOf(charge)),
    codes: codes.filter(({ content }) => content !== ''),
    proofs: proofs.map(({ status, reason, submittedAt }) => ({ status, reason, submittedAt })),
  }
}
