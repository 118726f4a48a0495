import { desc, eq } from 'drizzle-orm'
import { notFound, unauthenticated } from '#kernel/errors.ts'
import { type Money, money } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { maySeeOrder } from '../../orders/order.ts'
import { loadOrder } from '../../orders/queries.ts'
import { invoiceFiles, invoices, orders } from '../../tables.ts'
import { endedStatuses, type Invoice } from '../invoice.ts'
import { invoiceableLines, sumOf } from '../invoiceable-lines.ts'
import { openInvoices } from '../queries.ts'
import { type InvoiceObstacle, obstacleOf } from './request-invoice.ts'

export type InvoicesOfOrder = {
  /** Newest first, each with the documents that can be downloaded. */
  invoices: (Invoice & { files: ('blue' | 'red')[] })[]
  /** What an invoice asked for now would say. */
  amount: Money
  obstacle: InvoiceObstacle | null
}

/** The order's invoices and whether one can be asked for, for its buyer and staff. */
export async function getInvoicesOfOrder(ctx: Ctx, orderNumber: string): Promise<InvoicesOfOrder> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const order = await loadOrder(ctx, eq(orders.number, orderNumber))
  if (!maySeeOrder(ctx.actor, order)) throw notFound('order.not_found')
  const [rows, lines, files] = await Promise.all([
    ctx.db.select().from(invoices).where(eq(invoices.orderId, order.id)).orderBy(desc(invoices.id)),
    invoiceableLines(ctx, order),
    ctx.db
      .select({ invoiceId: invoiceFiles.invoiceId, part: invoiceFiles.part })
      .from(invoiceFiles)
      .innerJoin(invoices, eq(invoices.id, invoiceFiles.invoiceId))
      .where(eq(invoices.orderId, order.id)),
  ])
  const hasOpen = rows.some(({ status }) => !endedStatuses.includes(status))
  const opened = await openInvoices(ctx, rows)
  return {
    invoices: opened.map((invoice, index) => ({
      ...invoice,
      files: files
        .filter(({ invoiceId }) => invoiceId === rows[index]?.id)
        .map(({ part }) => part)
        .sort(),
    })),
    amount: money(sumOf(lines), order.total.currency),
    obstacle: obstacleOf(ctx, order, lines, hasOpen),
  }
}
