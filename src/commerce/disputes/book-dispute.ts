import { apportion } from '#kernel/apportion.ts'
import { hasTransfer, ledgerAccounts, postTransfer, reverseTransfer } from '#ledger'
import type { Ctx } from '#platform/ctx.ts'
import type { Order } from '../orders/order.ts'
import { lockShares } from '../settlement/shares/lock-shares.ts'
import { giveFromShares, type RefundLine } from '../settling/book-refund.ts'
import { currencyOf } from '../settling/book-sale.ts'
import { giveBackToShares } from '../settling/unbook-refund.ts'
import type { DisputeRow } from './dispute.ts'

/** The bank has taken the money back: the gateway owes it no more, the dispute does. */
export async function bookWithdrawal(tx: Ctx, dispute: DisputeRow): Promise<void> {
  const { id, orderId, provider, amountMinor } = dispute
  await postTransfer(tx, {
    key: `dispute:${id}`,
    kind: 'dispute',
    subject: `order:${orderId}`,
    currency: currencyOf(dispute),
    postings: [
      { account: ledgerAccounts.disputes(provider), amountMinor },
      { account: ledgerAccounts.gatewayReceivable(provider), amountMinor: -amountMinor },
    ],
  })
}

/**
 * The money is gone for good: those who shared the sale give it as for a refund, but never more
 * than they still have of it; what was given back before is the site's loss. The fee stays paid.
 */
export async function bookLoss(
  tx: Ctx,
  order: Order,
  dispute: DisputeRow,
  { isSale }: { isSale: boolean },
): Promise<void> {
  await bookWithdrawal(tx, dispute)
  const { id, provider, amountMinor } = dispute
  const lines = isSale ? await linesOf(tx, order, amountMinor) : []
  const taken = lines.reduce((sum, line) => sum + line.amountMinor, 0n)
  await giveFromShares(
    tx,
    order,
    {
      id,
      key: `dispute-lost:${id}`,
      kind: 'dispute_lost',
      currency: currencyOf(dispute),
      against: [
        { account: ledgerAccounts.disputeLosses(provider), amountMinor: amountMinor - taken },
        { account: ledgerAccounts.disputes(provider), amountMinor: -amountMinor },
      ],
    },
    lines,
  )
}

/** The money is back, whatever of its going was booked; to be said again does nothing. */
export async function bookReturn(tx: Ctx, order: Order, { id }: DisputeRow): Promise<void> {
  if (await hasTransfer(tx, `dispute-lost:${id}`)) {
    const newKey = `dispute-regained:${id}`
    await giveBackToShares(tx, order, {
      id,
      key: `dispute-lost:${id}`,
      newKey,
      kind: 'dispute_won',
    })
  }
  if (await hasTransfer(tx, `dispute:${id}`)) {
    const newKey = `dispute-won:${id}`
    await reverseTransfer(tx, { key: `dispute:${id}`, newKey, kind: 'dispute_won' })
  }
}

/** How much each line gives: in proportion to what its shares have left, and never more. */
async function linesOf(tx: Ctx, order: Order, amountMinor: bigint): Promise<RefundLine[]> {
  const { shares } = await lockShares(tx, order.id)
  const left = order.lines.map((_, position) =>
    shares
      .filter((share) => share.position === position)
      .reduce((sum, share) => sum + share.amountMinor - share.refundedMinor, 0n),
  )
  const most = left.reduce((sum, part) => sum + part, 0n)
  const wanted = amountMinor < most ? amountMinor : most
  if (wanted === 0n) return []
  return apportion(wanted, left).map((part, position) => ({ position, amountMinor: part }))
}
