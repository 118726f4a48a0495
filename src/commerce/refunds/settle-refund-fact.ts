import { eq } from 'drizzle-orm'
import { system } from '#kernel/actor.ts'
import { reverseTransfer } from '#ledger'
import * as library from '#library'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { type Order, wasSold } from '../orders/order.ts'
import { loadOrder, moveOrder } from '../orders/queries.ts'
import { selfTestOf } from '../selftest/self-test.ts'
import { settleSelfTestRefund } from '../selftest/settle-self-test.ts'
import { bookReturned } from '../settling/book-returned.ts'
import { feeOn } from '../settling/book-sale.ts'
import { unbookRefund } from '../settling/unbook-refund.ts'
import { orders, refundCases } from '../tables.ts'
import { returnAgain } from './carrying/return-charge.ts'
import { decidedLines, linesOfCases } from './queries.ts'

/**
 * The one place where a refund becomes final, whoever brings the news. On success the ledger, the
 * order and the access to what was given back change together; on failure the books go back to
 * where they were and the refund may be asked for again, also when the gateway had said success.
 */
export async function settleRefundFact(
  ctx: Ctx,
  outRefundNo: string,
  fact: payments.RefundFact,
): Promise<payments.RefundOutcome | 'unknown_refund'> {
  return inTransaction({ ...ctx, actor: system('gateway') }, async (tx) => {
    const found = await payments.findRefund(tx, outRefundNo)
    if (!found) return 'unknown_refund'
    const charge = await payments.getCharge(tx, found.chargeId)
    const testId = selfTestOf(charge.subject)
    if (testId) return settleSelfTestRefund(tx, testId, { charge, refund: found, fact })
    const order = await loadOrder(tx, eq(orders.id, charge.subject), true)
    const outcome = await payments.applyRefundFact(tx, found, fact)
    const refund = { ...found, code: fact.code }
    if (outcome === 'succeeded') await succeed(tx, order, charge, refund)
    if (outcome === 'failed') await fail(tx, order, charge, refund)
    if (outcome === 'reopened') await reopen(tx, order, charge, refund)
    return outcome
  })
}

async function succeed(
  tx: Ctx,
  order: Order,
  charge: payments.Charge,
  refund: payments.Refund,
): Promise<void> {
  const sale = isSale(order, charge)
  // The fee on a sale comes back with it; what was returned unsold was booked without one.
  const fee = sale ? feeOn(charge.provider, refund.amountMinor) : 0n
  await bookReturned(tx, charge, refund, fee)
  if (!sale) return
  const refundedMinor = order.refunded.minor + refund.amountMinor
  const over = await endedItems(tx, order)
  const to = over.length === order.lines.length ? 'refunded' : 'partially_refunded'
  await moveOrder(tx, order, to, refund.reason, { refundedMinor })
  if (over.length > 0) {
    const source = { sourceKind: 'order', sourceId: order.id } as const
    await library.revokeAccess(tx, { ...source, itemIds: over, reason: 'refunded' })
  }
  await record(tx, { name: 'order.refunded', orderId: order.id, refundId: refund.id })
}

async function fail(
  tx: Ctx,
  order: Order,
  charge: payments.Charge,
  refund: payments.Refund,
): Promise<void> {
  await unbookRefund(tx, order, refund.id)
  await audit(tx, 'refund.failed', `order:${order.id}`, { refundId: refund.id, code: refund.code })
  await record(tx, { name: 'refund.failed', orderId: order.id, refundId: refund.id })
  if (!isSale(order, charge)) await returnAgain(tx, charge, refund)
}

/**
 * The gateway takes its success back: the buyer has no money, so books, order and access return to
 * before, and a person is told.
 */
async function reopen(
  tx: Ctx,
  order: Order,
  charge: payments.Charge,
  refund: payments.Refund,
): Promise<void> {
  await reverseTransfer(tx, {
    key: `refund-settled:${refund.id}`,
    newKey: `refund-reopened:${refund.id}`,
    kind: 'refund_failed',
  })
  await fail(tx, order, charge, refund)
  if (charge.status !== 'settled') return
  const refundedMinor = order.refunded.minor - refund.amountMinor
  const over = await endedItems(tx, order)
  const to = refundedMinor === 0n ? 'paid' : 'partially_refunded'
  await moveOrder(tx, order, to, 'refund failed after all', { refundedMinor })
  const again = await itemsOf(tx, order, refund)
  await library.restoreAccess(tx, {
    sourceKind: 'order',
    sourceId: order.id,
    itemIds: again.filter((itemId) => !over.includes(itemId)),
  })
}

/** The items of the order that were given back, or whose whole price was. */
export async function endedItems(tx: Ctx, order: Order): Promise<string[]> {
  const decided = await decidedLines(tx, order.id)
  const done = decided.filter(({ status }) => status === 'succeeded')
  return order.lines.flatMap(({ itemId, amount }, position) => {
    const given = done.filter((one) => one.position === position)
    const sum = given.reduce((total, { amountMinor }) => total + amountMinor, 0n)
    const ended = given.some(({ returns }) => returns) || (sum > 0n && sum === amount.minor)
    return ended ? [itemId] : []
  })
}

async function itemsOf(tx: Ctx, order: Order, refund: payments.Refund): Promise<string[]> {
  const cases = await tx.db
    .select({ id: refundCases.id })
    .from(refundCases)
    .where(eq(refundCases.refundId, refund.id))
  const lines = await linesOfCases(
    tx,
    cases.map(({ id }) => id),
  )
  return lines.flatMap(({ position }) => order.lines[position]?.itemId ?? [])
}

/** Whether the charge paid a completed order: then it is a sale and not money to return. */
function isSale(order: Order, charge: payments.Charge): boolean {
  return charge.status === 'settled' && wasSold(order)
}
