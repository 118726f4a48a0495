import { forbidden, invalid, unauthenticated } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { mayHandleInvoices } from '../invoice.ts'
import { lockInvoice } from '../lock-invoice.ts'
import { mailInvoice } from '../mail-invoice.ts'
import { moveInvoice } from '../queries.ts'

const MAX_NOTE = 200

/**
 * Staff sends a request back with the reason, which the buyer reads. Throws `invoice.note_needed`,
 * `invoice.wrong_status`.
 */
export async function rejectInvoice(
  ctx: Ctx,
  number: string,
  { note }: { note: string },
): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayHandleInvoices(ctx.actor)) throw forbidden()
  const why = note.trim()
  if (!why || why.length > MAX_NOTE) throw invalid('invoice.note_needed', { max: MAX_NOTE })
  await inTransaction(ctx, async (tx) => {
    const invoice = await lockInvoice(tx, number)
    const rejected = await moveInvoice(tx, invoice, 'rejected', why, { note: why })
    await mailInvoice(tx, rejected, 'rejected')
    await audit(tx, 'invoice.rejected', `order:${invoice.orderId}`, { number, note: why })
  })
}
