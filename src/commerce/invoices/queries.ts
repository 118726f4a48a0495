import { and, asc, eq, inArray, notInArray } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { conflict, notFound } from '#kernel/errors.ts'
import { cameFrom } from '#kernel/transitions.ts'
import type { Ctx } from '#platform/ctx.ts'
import { invoiceHistory, invoiceLines, invoices } from '../tables.ts'
import {
  endedStatuses,
  type Invoice,
  type InvoiceRow,
  type InvoiceStatus,
  invoiceTransitions,
  openInvoice,
} from './invoice.ts'

/** An invoice by its number. Throws `invoice.not_found`. */
export async function loadInvoice(ctx: Ctx, number: string, lock = false): Promise<InvoiceRow> {
  const query = ctx.db.select().from(invoices).where(eq(invoices.number, number))
  const [row] = lock ? await query.for('update') : await query
  if (!row) throw notFound('invoice.not_found')
  return row
}

/** The order's invoice that still counts, locked; null when there is none. */
export async function lockOpenInvoice(tx: Ctx, orderId: string): Promise<InvoiceRow | null> {
  const [row] = await tx.db
    .select()
    .from(invoices)
    .where(and(eq(invoices.orderId, orderId), notInArray(invoices.status, [...endedStatuses])))
    .for('update')
  return row ?? null
}

/**
 * Moves an invoice by the transition table and writes its history. Throws `invoice.wrong_status`
 * when it is not in a state that leads there.
 */
export async function moveInvoice(
  tx: Ctx,
  invoice: InvoiceRow,
  to: InvoiceStatus,
  reason: string,
  changes: Partial<InvoiceRow> = {},
): Promise<InvoiceRow> {
  const [moved] = await tx.db
    .update(invoices)
    .set({ askAt: null, ...changes, status: to })
    .where(
      and(eq(invoices.id, invoice.id), inArray(invoices.status, cameFrom(invoiceTransitions, to))),
    )
    .returning()
  if (!moved) throw conflict('invoice.wrong_status', { status: invoice.status })
  await noteInvoice(tx, moved, invoice.status, reason)
  return moved
}

export async function noteInvoice(
  tx: Ctx,
  { id, status }: InvoiceRow,
  fromStatus: InvoiceStatus | null,
  reason: string,
): Promise<void> {
  const step = { invoiceId: id, fromStatus, toStatus: status, actor: actorName(tx.actor), reason }
  await tx.db.insert(invoiceHistory).values({ ...step, at: tx.now })
}

/** The rows as callers see them, their lines in one query. */
export async function openInvoices(ctx: Ctx, rows: InvoiceRow[]): Promise<Invoice[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const lines = await ctx.db
    .select()
    .from(invoiceLines)
    .where(inArray(invoiceLines.invoiceId, ids))
    .orderBy(asc(invoiceLines.position))
  return rows.map((row) =>
    openInvoice(
      row,
      lines.filter(({ invoiceId }) => invoiceId === row.id),
    ),
  )
}
