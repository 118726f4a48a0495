import { eq } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { loadOrder } from '../orders/queries.ts'
import { orders } from '../tables.ts'
import type { InvoiceRow } from './invoice.ts'
import { loadInvoice } from './queries.ts'

/** An invoice held with its order, the order first, as everyone takes them. */
export async function lockInvoice(tx: Ctx, number: string): Promise<InvoiceRow> {
  const { orderId } = await loadInvoice(tx, number)
  await loadOrder(tx, eq(orders.id, orderId), true)
  return loadInvoice(tx, number, true)
}
