import { conflict, forbidden, unauthenticated } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { mayHandleInvoices } from '../invoice.ts'
import { lockInvoice } from '../lock-invoice.ts'
import { moveInvoice } from '../queries.ts'
import { hasInvoiceProvider } from './invoice-provider.ts'

/**
 * Staff hands to the provider what waits for a person: one that it refused before, or that is older
 * than the provider. Throws `invoice.no_provider`, `invoice.wrong_status`.
 */
export async function sendInvoice(ctx: Ctx, number: string): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayHandleInvoices(ctx.actor)) throw forbidden()
  if (!hasInvoiceProvider()) throw conflict('invoice.no_provider')
  await inTransaction(ctx, async (tx) => {
    const invoice = await lockInvoice(tx, number)
    const to = invoice.status === 'red_due' ? 'red_issuing' : 'issuing'
    const again = { askAt: tx.now, asked: 0, code: null }
    await moveInvoice(tx, invoice, to, 'sent to the provider', again)
    await audit(tx, 'invoice.sent', `order:${invoice.orderId}`, { number })
  })
}
