import { and, eq } from 'drizzle-orm'
import * as library from '#library'
import type { Ctx } from '#platform/ctx.ts'
import { insertOrder } from '../../orders/insert-order.ts'
import type { Order } from '../../orders/order.ts'
import { loadOrder } from '../../orders/queries.ts'
import { getOffer } from '../../prices/get-offer.ts'
import { quote } from '../../prices/quote.ts'
import { orders, subscriptionPeriods } from '../../tables.ts'
import { changeSubscription } from '../queries.ts'
import { periodAfter } from '../schedule/periods.ts'
import { type Subscription, signedAmount } from '../subscription.ts'
import { cancelAtEnd } from './end-subscription.ts'

/** Beyond all tries of a period; the subscription gives the order up before. */
const ORDER_LIVES_MS = 60 * 86_400_000

/**
 * The one order of the period that is due, made at the first call; null when there is nothing to
 * pay for, and then the subscription was changed accordingly. It asks for today's price, and never
 * for more than what was signed.
 */
export async function openPeriod(tx: Ctx, subscription: Subscription): Promise<Order | null> {
  const found = await findPeriodOrder(tx, subscription)
  if (found) return found.status === 'pending' ? found : dropOrder(tx, subscription, found)
  const { personId, itemId, currentPeriodEnd, anchorAt, paidMonths, months } = subscription
  const holding = (await library.heldUntil(tx, personId, [itemId])).get(itemId)
  if (holding?.endsAt === null) return drop(tx, subscription, 'held_for_good')
  if (holding && holding.endsAt > currentPeriodEnd) return follow(tx, subscription, holding.endsAt)
  const wasPaidUntil = holding?.endsAt ?? null
  if (currentPeriodEnd > tx.now && wasPaidUntil?.getTime() !== currentPeriodEnd.getTime()) {
    return drop(tx, subscription, 'refunded')
  }
  const { title, price, obstacle } = await getOffer(tx, itemId)
  const signed = signedAmount(subscription)
  if (obstacle || price?.currency !== signed.currency || price.minor === 0n) {
    return drop(tx, subscription, 'not_for_sale')
  }
  const amount = price.minor < signed.minor ? price : signed
  const quoted = quote([{ itemId, title, price: amount, months }], amount.currency)
  const expiresAt = new Date(currentPeriodEnd.getTime() + ORDER_LIVES_MS)
  const reason = 'renewal'
  const order = await insertOrder(tx, { buyerId: personId, ...quoted, expiresAt, reason })
  await tx.db.insert(subscriptionPeriods).values({
    subscriptionId: subscription.id,
    startsAt: currentPeriodEnd,
    endsAt: periodAfter(anchorAt, paidMonths + months),
    orderId: order.id,
  })
  return order
}

/** The order of the period that follows what is paid; null before there is one. */
export async function findPeriodOrder(
  ctx: Ctx,
  { id, currentPeriodEnd }: Subscription,
): Promise<Order | null> {
  const [period] = await ctx.db
    .select({ orderId: subscriptionPeriods.orderId })
    .from(subscriptionPeriods)
    .where(
      and(
        eq(subscriptionPeriods.subscriptionId, id),
        eq(subscriptionPeriods.startsAt, currentPeriodEnd),
      ),
    )
  return period ? loadOrder(ctx, eq(orders.id, period.orderId)) : null
}

/** The buyer cancelled the order of a renewal: they want none. */
async function dropOrder(tx: Ctx, subscription: Subscription, order: Order): Promise<null> {
  return drop(tx, subscription, `order_${order.status}`)
}

async function drop(tx: Ctx, subscription: Subscription, reason: string): Promise<null> {
  await cancelAtEnd(tx, subscription, reason)
  return null
}

/** Another term was bought meanwhile: the renewal waits for its end. */
async function follow(tx: Ctx, subscription: Subscription, endsAt: Date): Promise<null> {
  await changeSubscription(tx, subscription, {
    anchorAt: endsAt,
    paidMonths: 0,
    currentPeriodEnd: endsAt,
    dueAt: endsAt,
    announcedFor: null,
    attempts: 0,
    windowTries: 0,
    stepAt: tx.now,
  })
  return null
}
