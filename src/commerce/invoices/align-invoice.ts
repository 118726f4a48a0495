import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '#platform/ctx.ts'
import type { TakenEvent } from '#platform/events/consume.ts'
import { record } from '#platform/events/record.ts'
import type { Order } from '../orders/order.ts'
import { loadOrder } from '../orders/queries.ts'
import { invoiceLines, invoices, orders } from '../tables.ts'
import type { InvoiceRow } from './invoice.ts'
import { type InvoiceableLine, invoiceableLines, sumOf } from './invoiceable-lines.ts'
import { hasInvoiceProvider } from './issuing/invoice-provider.ts'
import { lockOpenInvoice, moveInvoice, noteInvoice } from './queries.ts'

/** What moves money that an invoice may already speak of. */
const movesMoney = ['order.refunded', 'refund.failed', 'dispute.lost', 'dispute.won']
const orderFact = z.object({ orderId: z.uuid() })

/** Keeps the order's invoice true to a refund or a dispute; once, with the event taken. */
export async function alignInvoice(tx: Ctx, { name, payload }: TakenEvent): Promise<void> {
  if (!movesMoney.includes(name)) return
  const { orderId } = orderFact.parse(payload)
  await alignWithOrder(tx, await loadOrder(tx, eq(orders.id, orderId), true))
}

/**
 * Makes a request ask for what is left, and an issued invoice that says more (or less) than was
 * kept wait for its red letter; the order being locked.
 */
export async function alignWithOrder(tx: Ctx, order: Order): Promise<void> {
  const invoice = await lockOpenInvoice(tx, order.id)
  if (!invoice) return
  const due = await invoiceableLines(tx, order)
  const said = await tx.db.select().from(invoiceLines).where(eq(invoiceLines.invoiceId, invoice.id))
  const agrees =
    said.length === due.length &&
    due.every((line) =>
      said.some(
        ({ position, amountMinor }) =>
          position === line.position && amountMinor === line.amountMinor,
      ),
    )
  if (invoice.status === 'requested' && !agrees) await askForLess(tx, invoice, due)
  if (invoice.status === 'issued' && !agrees) await callForRed(tx, invoice)
  if (invoice.status === 'red_due' && agrees) {
    await moveInvoice(tx, invoice, 'issued', 'the refund failed after all')
  }
}

async function askForLess(tx: Ctx, invoice: InvoiceRow, due: InvoiceableLine[]): Promise<void> {
  if (due.length === 0) {
    await moveInvoice(tx, invoice, 'withdrawn', 'all was given back')
    return
  }
  await tx.db.delete(invoiceLines).where(eq(invoiceLines.invoiceId, invoice.id))
  await tx.db.insert(invoiceLines).values(due.map((line) => ({ ...line, invoiceId: invoice.id })))
  await tx.db
    .update(invoices)
    .set({ amountMinor: sumOf(due) })
    .where(eq(invoices.id, invoice.id))
  await noteInvoice(tx, invoice, 'requested', 'the amount changed')
}

async function callForRed(tx: Ctx, invoice: InvoiceRow): Promise<void> {
  const due = await moveInvoice(tx, invoice, 'red_due', 'money was given back')
  await record(tx, { name: 'invoice.red_due', invoiceId: invoice.id, orderId: invoice.orderId })
  if (!hasInvoiceProvider()) return
  await moveInvoice(tx, due, 'red_issuing', 'sent to the provider', { askAt: tx.now, asked: 0 })
}
