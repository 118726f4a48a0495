import { eq } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { loadOrder } from '../../orders/queries.ts'
import { invoiceFiles, orders } from '../../tables.ts'
import { alignWithOrder } from '../align-invoice.ts'
import type { InvoiceRow } from '../invoice.ts'
import { invoiceableLines } from '../invoiceable-lines.ts'
import { mailInvoice } from '../mail-invoice.ts'
import { openRequest } from '../open-request.ts'
import { moveInvoice } from '../queries.ts'
import { type Document, sealDocument } from './document.ts'

/**
 * Writes down that an invoice is issued, whoever did it, and tells the buyer. What was given back
 * meanwhile calls for a red letter at once.
 */
export async function settleIssued(
  tx: Ctx,
  invoice: InvoiceRow,
  { issuedNumber, document }: { issuedNumber: string; document: Document | null },
): Promise<void> {
  const changes = { issuedNumber, issuedAt: tx.now, code: null }
  const issued = await moveInvoice(tx, invoice, 'issued', issuedNumber, changes)
  if (document) await keep(tx, issued, 'blue', document)
  await mailInvoice(tx, issued, 'issued')
  await record(tx, { name: 'invoice.issued', invoiceId: invoice.id, orderId: invoice.orderId })
  await alignWithOrder(tx, await loadOrder(tx, eq(orders.id, invoice.orderId), true))
}

/** The same for its red letter; what was not given back is asked for anew, for the same title. */
export async function settleRedLettered(
  tx: Ctx,
  invoice: InvoiceRow,
  { redNumber, document }: { redNumber: string; document: Document | null },
): Promise<void> {
  const order = await loadOrder(tx, eq(orders.id, invoice.orderId), true)
  const red = await moveInvoice(tx, invoice, 'red_lettered', redNumber, { redNumber, code: null })
  if (document) await keep(tx, red, 'red', document)
  await mailInvoice(tx, red, 'red_lettered')
  await record(tx, { name: 'invoice.red_lettered', invoiceId: red.id, orderId: red.orderId })
  const lines = await invoiceableLines(tx, order)
  if (lines.length === 0) return
  const { orderId, personId, title, currency } = red
  const rest = { orderId, personId, title, currency, lines, replaces: red.id }
  await openRequest(tx, { ...rest, reason: 'the rest after a red letter' })
}

async function keep(
  tx: Ctx,
  { id }: InvoiceRow,
  part: 'blue' | 'red',
  document: Document,
): Promise<void> {
  const { format } = document
  const box = sealDocument(`${id}/${part}`, document)
  await tx.db.insert(invoiceFiles).values({ invoiceId: id, part, format, box, createdAt: tx.now })
}
