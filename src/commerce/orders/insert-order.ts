import { actorName } from '#kernel/actor.ts'
import { newId, randomCode } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import type { Quote } from '../prices/quote.ts'
import { orderHistory, orderLines, orders } from '../tables.ts'
import { type Order, openOrder, sealOrder } from './order.ts'

type NewOrder = Quote & { buyerId: string; expiresAt: Date; reason: string }

/** Writes a sealed pending order with its lines, history and event, in the caller's transaction. */
export async function insertOrder(
  tx: Ctx,
  { buyerId, lines, total, expiresAt, reason }: NewOrder,
): Promise<Order> {
  const facts = {
    id: newId(tx.now),
    number: `W${randomCode(15)}`,
    buyerId,
    totalMinor: total.minor,
    currency: total.currency,
  }
  const rows = lines.map(({ itemId, title, amount, discount, coupon, months }, position) => ({
    orderId: facts.id,
    position,
    itemId,
    title,
    amountMinor: amount.minor,
    discountMinor: discount.minor,
    couponGrantId: coupon?.id ?? null,
    months,
  }))
  const [row] = await tx.db
    .insert(orders)
    .values({
      ...facts,
      status: 'pending',
      expiresAt,
      createdAt: tx.now,
      seal: sealOrder(facts, rows),
    })
    .returning()
  if (!row) throw new Error('insert returned no row')
  await tx.db.insert(orderLines).values(rows)
  await tx.db.insert(orderHistory).values({
    orderId: facts.id,
    toStatus: 'pending',
    actor: actorName(tx.actor),
    reason,
    at: tx.now,
  })
  await record(tx, { name: 'order.placed', orderId: facts.id })
  return openOrder(row, rows)
}
