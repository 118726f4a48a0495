import { forbidden, unauthenticated } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { mayHandleInvoices } from '../invoice.ts'
import { lockInvoice } from '../lock-invoice.ts'
import { readDocument } from './document.ts'
import { invoiceNumber } from './issue-invoice.ts'
import { settleRedLettered } from './settle-invoice.ts'

/**
 * Staff writes down the red letter 红字 that they issued, with its document if there is one; what
 * was not given back is queued to be issued again. Throws `invoice.bad_number`,
 * `invoice.bad_document`, `invoice.wrong_status`.
 */
export async function redLetterInvoice(
  ctx: Ctx,
  number: string,
  { redNumber, bytes }: { redNumber: string; bytes?: Uint8Array | undefined },
): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayHandleInvoices(ctx.actor)) throw forbidden()
  const document = bytes?.byteLength ? readDocument(bytes) : null
  const named = invoiceNumber(redNumber)
  await inTransaction(ctx, async (tx) => {
    const invoice = await lockInvoice(tx, number)
    await settleRedLettered(tx, invoice, { redNumber: named, document })
    await audit(tx, 'invoice.red_lettered', `order:${invoice.orderId}`, {
      number,
      redNumber: named,
    })
  })
}
