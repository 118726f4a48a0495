import { newId, randomCode } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { invoiceLines, invoices } from '../tables.ts'
import type { InvoiceRow } from './invoice.ts'
import { type InvoiceableLine, sumOf } from './invoiceable-lines.ts'
import { hasInvoiceProvider } from './issuing/invoice-provider.ts'
import { moveInvoice, noteInvoice } from './queries.ts'

type Wish = Pick<InvoiceRow, 'orderId' | 'personId' | 'title' | 'currency'> & {
  replaces?: string
  lines: readonly InvoiceableLine[]
  reason: string
}

/** Writes a request down; with a provider it goes there by itself, else it waits for staff. */
export async function openRequest(tx: Ctx, { lines, reason, ...wish }: Wish): Promise<InvoiceRow> {
  const [row] = await tx.db
    .insert(invoices)
    .values({
      ...wish,
      id: newId(tx.now),
      number: `F${randomCode(15)}`,
      status: 'requested',
      amountMinor: sumOf(lines),
      createdAt: tx.now,
    })
    .returning()
  if (!row) throw new Error('insert returned no row')
  await tx.db.insert(invoiceLines).values(lines.map((line) => ({ ...line, invoiceId: row.id })))
  await noteInvoice(tx, row, null, reason)
  await record(tx, { name: 'invoice.requested', invoiceId: row.id, orderId: row.orderId })
  if (!hasInvoiceProvider()) return row
  return moveInvoice(tx, row, 'issuing', 'sent to the provider', { askAt: tx.now, asked: 0 })
}
