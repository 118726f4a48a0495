import type { Ctx } from '#platform/ctx.ts'
import { lostLines } from '../disputes/queries.ts'
import type { Order } from '../orders/order.ts'
import { paidLines } from '../refunds/queries.ts'

export type InvoiceableLine = { position: number; title: string; amountMinor: bigint }

/**
 * What an invoice for the order may say today: what was paid of each line, less what was given
 * back, is being given back, or was lost in a dispute.
 */
export async function invoiceableLines(ctx: Ctx, order: Order): Promise<InvoiceableLine[]> {
  const [paid, lost] = await Promise.all([paidLines(ctx, order), lostLines(ctx, order.id)])
  return paid.flatMap(({ position, paidMinor, returnedMinor }) => {
    const amountMinor = paidMinor - returnedMinor - (lost.get(position) ?? 0n)
    const title = order.lines[position]?.title ?? ''
    return amountMinor > 0n ? [{ position, title, amountMinor }] : []
  })
}

export function sumOf(lines: readonly { amountMinor: bigint }[]): bigint {
  return lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
}
