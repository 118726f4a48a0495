import { and, eq } from 'drizzle-orm'
import { system } from '#kernel/actor.ts'
import { isId, newId } from '#kernel/ids.ts'
import { hasTransfer } from '#ledger'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import type { Order } from '../orders/order.ts'
import { loadOrder, lockPurchases } from '../orders/queries.ts'
import { disputes, orders } from '../tables.ts'
import { applyToAccess } from './apply-to-access.ts'
import { bookLoss, bookReturn, bookWithdrawal } from './book-dispute.ts'
import { type DisputeRow, statusOfFact } from './dispute.ts'
import { mailStaff } from './mail-staff.ts'
import { moveDispute, noteDispute } from './queries.ts'

export type DisputeOutcome = 'changed' | 'unchanged' | 'mismatched' | 'unknown_charge'

/**
 * The one place where a payer's bank is believed. Its words come twice and in any order: states
 * only move forward, each transfer has its key, so that money is booked away once and comes back
 * once, and access follows what the owner decided. A foreign account or currency changes nothing.
 */
export async function settleDisputeFact(
  ctx: Ctx,
  provider: payments.ProviderName,
  fact: payments.DisputeFact,
): Promise<DisputeOutcome> {
  return inTransaction({ ...ctx, actor: system(`gateway:${provider}`) }, async (tx) => {
    const charge = await payments.findCharge(tx, provider, fact.outTradeNo)
    if (!charge) return 'unknown_charge'
    if (!isId(charge.subject) || !isOurs(charge, fact)) {
      await audit(tx, 'dispute.mismatched', `charge:${charge.id}`, { disputeNo: fact.disputeNo })
      return 'mismatched'
    }
    const found = await loadOrder(tx, eq(orders.id, charge.subject))
    await lockPurchases(tx, found.buyerId)
    const order = await loadOrder(tx, eq(orders.id, charge.subject), true)
    const { dispute, isNew } = await findOrOpen(tx, order, charge, fact)
    const isSale = await hasTransfer(tx, `sale:${charge.id}`)
    const moved = await moveDispute(tx, dispute, statusOfFact[fact.status], 'told by the gateway')
    await book(tx, order, moved ?? dispute, { fact, isSale })
    if (moved) await follow(tx, order, moved, isSale)
    return moved || isNew ? 'changed' : 'unchanged'
  })
}

function isOurs(charge: payments.Charge, { account, amount }: payments.DisputeFact): boolean {
  const within = amount.minor > 0n && amount.minor <= charge.amountMinor
  return account === charge.account && amount.currency === charge.currency && within
}

/** The order is locked, so of two first words one opens and the other finds. */
async function findOrOpen(
  tx: Ctx,
  order: Order,
  charge: payments.Charge,
  { disputeNo, amount, reason, evidenceDueAt }: payments.DisputeFact,
): Promise<{ dispute: DisputeRow; isNew: boolean }> {
  const { provider } = charge
  const [found] = await tx.db
    .select()
    .from(disputes)
    .where(and(eq(disputes.provider, provider), eq(disputes.disputeNo, disputeNo)))
    .for('update')
  if (found) return { dispute: found, isNew: false }
  const [opened] = await tx.db
    .insert(disputes)
    .values({
      id: newId(tx.now),
      kind: 'chargeback',
      provider,
      disputeNo,
      orderId: order.id,
      chargeId: charge.id,
      status: 'opened',
      amountMinor: amount.minor,
      currency: amount.currency,
      reason,
      dueAt: evidenceDueAt,
      createdAt: tx.now,
    })
    .returning()
  if (!opened) throw new Error('insert returned no row')
  await noteDispute(tx, opened, null, reason)
  await record(tx, { name: 'dispute.opened', orderId: order.id, disputeId: opened.id })
  await mailStaff(tx, opened, order)
  return { dispute: opened, isNew: true }
}

/** Books by the state that the dispute is in now, whichever word came late. */
async function book(
  tx: Ctx,
  order: Order,
  dispute: DisputeRow,
  { fact, isSale }: { fact: payments.DisputeFact; isSale: boolean },
): Promise<void> {
  if (fact.status === 'funds_withdrawn') await bookWithdrawal(tx, dispute)
  if (dispute.status === 'lost') await bookLoss(tx, order, dispute, { isSale })
  if (dispute.status === 'won') await bookReturn(tx, order, dispute)
}

async function follow(tx: Ctx, order: Order, dispute: DisputeRow, isSale: boolean) {
  if (isSale) await applyToAccess(tx, order, dispute)
  const { id, status } = dispute
  await record(tx, { name: `dispute.${status}`, orderId: order.id, disputeId: id })
  await audit(tx, `dispute.${status}`, `order:${order.id}`, { disputeNo: dispute.disputeNo })
}
