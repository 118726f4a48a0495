import { and, eq } from 'drizzle-orm'
import { isPerson } from '#kernel/actor.ts'
import { notFound, unauthenticated } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import type { Ctx } from '#platform/ctx.ts'
import { invoiceFiles } from '../../tables.ts'
import { maySeeInvoice } from '../invoice.ts'
import { loadInvoice } from '../queries.ts'
import { documentMimes, openDocument } from './document.ts'

export type InvoiceDocument = { bytes: Buffer; mime: string; name: string }

/** The document itself, for its buyer and staff, whose look is audited; all others: not found. */
export async function getInvoiceDocument(
  ctx: Ctx,
  number: string,
  part: string,
): Promise<InvoiceDocument> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  const invoice = await loadInvoice(ctx, number)
  if (!maySeeInvoice(ctx.actor, invoice)) throw notFound('invoice.not_found')
  if (part !== 'blue' && part !== 'red') throw notFound('invoice.not_found')
  const [file] = await ctx.db
    .select()
    .from(invoiceFiles)
    .where(and(eq(invoiceFiles.invoiceId, invoice.id), eq(invoiceFiles.part, part)))
  if (!file) throw notFound('invoice.not_found')
  if (!isPerson(ctx.actor, invoice.personId)) {
    await audit(ctx, 'invoice.read', `order:${invoice.orderId}`, { number, part })
  }
  return {
    bytes: openDocument(`${invoice.id}/${part}`, file.box),
    mime: documentMimes[file.format],
    name: `${number}${part === 'red' ? '-red' : ''}.${file.format}`,
  }
}
