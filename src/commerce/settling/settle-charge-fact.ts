import { and, eq, sql } from 'drizzle-orm'
import { system } from '#kernel/actor.ts'
import * as library from '#library'
import * as payments from '#payments'
import { charges } from '#payments/tables.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { retakeCoupons } from '../coupons/holding/retake-coupons.ts'
import { handOver } from '../orders/complete-order.ts'
import type { Order } from '../orders/order.ts'
import { loadOrder, lockPurchases, moveOrder } from '../orders/queries.ts'
import { returnCharge } from '../refunds/carrying/return-charge.ts'
import { selfTestOf } from '../selftest/self-test.ts'
import { settleSelfTest, type Via } from '../selftest/settle-self-test.ts'
import type { Terms } from '../settlement/shares/keep-shares.ts'
import { advanceSubscription } from '../subscriptions/renewing/advance-subscription.ts'
import { grantedTerms, type Term } from '../subscriptions/schedule/granted-terms.ts'
import { earningDays } from '../subscriptions/schedule/periods.ts'
import { orders } from '../tables.ts'
import { bookSale, bookSuspense } from './book-sale.ts'

/** What a gateway's word did: `unknown_charge` names a number that this site never gave out. */
export type Settlement = payments.ChargeOutcome | 'returned' | 'unknown_charge'

/**
 * The one place where a payment becomes an order paid: notification, return page, poll, worker and
 * staff all come here. Charge, order, access, ledger and event commit together or not at all; any
 * number of repeats, in any order and at once, do it once.
 */
export async function settleChargeFact(
  ctx: Ctx,
  provider: payments.ProviderName,
  fact: payments.ChargeFact,
  via: Via = 'query',
): Promise<Settlement> {
  return inTransaction({ ...ctx, actor: system(`gateway:${provider}`) }, async (tx) => {
    const found = await findChargeOfOrder(tx, provider, fact.outTradeNo)
    if (!found) return 'unknown_charge'
    const { charge, buyerId } = found
    const testId = selfTestOf(charge.subject)
    if (testId) return settleSelfTest(tx, testId, charge, { fact, via })
    if (!buyerId) return 'unknown_charge'
    await lockPurchases(tx, buyerId)
    const order = await loadOrder(tx, eq(orders.id, charge.subject), true)
    const outcome = await payments.applyChargeFact(tx, charge, fact)
    switch (outcome) {
      case 'settled':
        return settle(tx, order, charge)
      case 'duplicate':
        return giveBack(tx, order, charge, 'duplicate payment')
      case 'mismatched':
        return quarantine(tx, order, charge, fact)
      default:
        return outcome
    }
  })
}

/** A charge of a self-test has no order to join. */
const orderId = sql`case when ${charges.subject} not like 'selftest:%'
  then ${charges.subject}::uuid end`

async function findChargeOfOrder(tx: Ctx, provider: payments.ProviderName, outTradeNo: string) {
  const [row] = await tx.db
    .select({ charge: charges, buyerId: orders.buyerId })
    .from(charges)
    .leftJoin(orders, eq(orders.id, orderId))
    .where(and(eq(charges.provider, provider), eq(charges.outTradeNo, outTradeNo)))
  return row
}

async function settle(tx: Ctx, order: Order, charge: payments.Charge): Promise<Settlement> {
  const late = order.status !== 'pending'
  if (await isHeldForGood(tx, order)) {
    if (!late) await moveOrder(tx, order, 'cancelled', 'bought by another order')
    return giveBack(tx, order, charge, 'already bought')
  }
  if (late && !(await mayHonour(tx, order))) return giveBack(tx, order, charge, 'late payment')
  // Nothing is given twice: at the price that the coupon made, another order has its item now.
  if (late && !(await retakeCoupons(tx, order))) {
    return giveBack(tx, order, charge, 'late payment, coupon spent')
  }
  const terms = await grantedTerms(tx, order)
  // Independent of each other, so they share the way to the database.
  await Promise.all([
    handOver(tx, order, late ? 'late payment honoured' : 'payment settled', terms),
    bookSale(tx, order, charge, earningTerms(order, terms)),
  ])
  await advanceSubscription(tx, order)
  return 'settled'
}

async function isHeldForGood(tx: Ctx, order: Order): Promise<boolean> {
  const itemIds = order.lines.map(({ itemId }) => itemId)
  const held = await library.heldUntil(tx, order.buyerId, itemIds)
  return [...held.values()].some(({ endsAt }) => endsAt === null)
}

/** What was sold for a time is earned over it. */
function earningTerms(order: Order, terms: ReadonlyMap<string, Term>): Terms {
  return new Map(
    order.lines.flatMap(({ itemId }, position) => {
      const term = terms.get(itemId)
      return term ? [[position, earningDays(term)] as const] : []
    }),
  )
}

/** Late money buys what was ordered, unless the owner wants it returned. */
async function mayHonour(tx: Ctx, order: Order): Promise<boolean> {
  if (order.status !== 'expired' && order.status !== 'cancelled') return false
  return (await getSettings(tx)).latePayments === 'honour'
}

async function giveBack(
  tx: Ctx,
  order: Order,
  charge: payments.Charge,
  reason: string,
): Promise<Settlement> {
  await bookSuspense(tx, charge)
  await returnCharge(tx, charge, reason)
  await record(tx, { name: 'payment.returned', orderId: order.id, chargeId: charge.id, reason })
  return 'returned'
}

/** Money that is not what was asked for waits in suspense until a person has looked. */
async function quarantine(
  tx: Ctx,
  order: Order,
  charge: payments.Charge,
  fact: payments.ChargeFact,
): Promise<Settlement> {
  if (fact.amount && fact.account === charge.account) {
    await bookSuspense(tx, { ...charge, amountMinor: fact.amount.minor })
  }
  await audit(tx, 'payment.mismatched', `order:${order.id}`, {
    outTradeNo: charge.outTradeNo,
    expectedMinor: String(charge.amountMinor),
    saidMinor: fact.amount ? String(fact.amount.minor) : null,
    saidAccount: fact.account,
  })
  tx.log.error({ outTradeNo: charge.outTradeNo }, 'a payment does not match its order')
  return 'mismatched'
}
