import { eq } from 'drizzle-orm'
import { notFound, unauthenticated } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { orders } from '../tables.ts'
import { maySeeOrder, type Order } from './order.ts'
import { loadOrder } from './queries.ts'

/** One's own order; staff sees all. Somebody else's is `order.not_found`, like none at all. */
export async function getOrder(ctx: Ctx, number: string): Promise<Order> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const order = await loadOrder(ctx, eq(orders.number, number))
  if (!maySeeOrder(ctx.actor, order)) throw notFound('order.not_found')
  return order
}
