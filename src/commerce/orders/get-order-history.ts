import { asc, eq } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { notFound, unauthenticated } from '#kernel/errors.ts'
import { type BookedTransfer, listTransfers } from '#ledger'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { casesOfOrder } from '../refunds/list-refund-cases.ts'
import type { RefundCase } from '../refunds/refund-case.ts'
import { authorsOf } from '../settling/book-sale.ts'
import { orderHistory, orders } from '../tables.ts'
import { mayRefund, maySeeEveryOrder, type Order } from './order.ts'
import { loadOrder } from './queries.ts'

export type OrderFile = {
  order: Order
  buyer: { id: string; name: string; email: string }
  history: { from: string | null; to: string; actor: string; reason: string; at: Date }[]
  charges: payments.Charge[]
  refunds: payments.Refund[]
  cases: RefundCase[]
  ledger: BookedTransfer[]
}

/** Everything the platform knows of one order, for staff and for the creator who sold it. */
export async function getOrderHistory(ctx: Ctx, number: string): Promise<OrderFile> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const order = await loadOrder(ctx, eq(orders.number, number))
  const authors = [...(await authorsOf(ctx, order)).values()]
  if (!maySeeEveryOrder(ctx.actor) && !mayRefund(ctx.actor, authors)) {
    throw notFound('order.not_found')
  }
  const [buyer] = await ctx.db
    .select({ id: people.id, name: people.name, email: people.email })
    .from(people)
    .where(eq(people.id, order.buyerId))
  const history = await ctx.db
    .select({
      from: orderHistory.fromStatus,
      to: orderHistory.toStatus,
      actor: orderHistory.actor,
      reason: orderHistory.reason,
      at: orderHistory.at,
    })
    .from(orderHistory)
    .where(eq(orderHistory.orderId, order.id))
    .orderBy(asc(orderHistory.id))
  const charges = await payments.listCharges(ctx, order.id)
  return {
    order,
    buyer: buyer ?? { id: order.buyerId, name: '', email: '' },
    history,
    charges,
    refunds: await payments.listRefunds(
      ctx,
      charges.map(({ id }) => id),
    ),
    cases: await casesOfOrder(ctx, order.id),
    ledger: await listTransfers(ctx, `order:${order.id}`),
  }
}
