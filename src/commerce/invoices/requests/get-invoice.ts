import { asc, eq } from 'drizzle-orm'
import { forbidden, unauthenticated } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { invoiceFiles, invoiceHistory, orders } from '../../tables.ts'
import { type Invoice, mayHandleInvoices } from '../invoice.ts'
import { loadInvoice, openInvoices } from '../queries.ts'

export type InvoiceFile = {
  invoice: Invoice
  orderNumber: string
  files: ('blue' | 'red')[]
  history: { from: string | null; to: string; actor: string; reason: string; at: Date }[]
}

/** One invoice with its history, for staff. Throws `invoice.not_found`. */
export async function getInvoice(ctx: Ctx, number: string): Promise<InvoiceFile> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayHandleInvoices(ctx.actor)) throw forbidden()
  const row = await loadInvoice(ctx, number)
  const [[invoice], [order], files, history] = await Promise.all([
    openInvoices(ctx, [row]),
    ctx.db.select({ number: orders.number }).from(orders).where(eq(orders.id, row.orderId)),
    ctx.db
      .select({ part: invoiceFiles.part })
      .from(invoiceFiles)
      .where(eq(invoiceFiles.invoiceId, row.id)),
    ctx.db
      .select({
        from: invoiceHistory.fromStatus,
        to: invoiceHistory.toStatus,
        actor: invoiceHistory.actor,
        reason: invoiceHistory.reason,
        at: invoiceHistory.at,
      })
      .from(invoiceHistory)
      .where(eq(invoiceHistory.invoiceId, row.id))
      .orderBy(asc(invoiceHistory.id)),
  ])
  if (!invoice || !order) throw new Error(`invoice ${number} without its order`)
  return { invoice, orderNumber: order.number, files: files.map(({ part }) => part), history }
}
