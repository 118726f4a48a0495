import { forbidden, invalid, unauthenticated } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { mayHandleInvoices } from '../invoice.ts'
import { lockInvoice } from '../lock-invoice.ts'
import { readDocument } from './document.ts'
import { settleIssued } from './settle-invoice.ts'

/** Eight digits of the old paper, twenty of the fully digital 数电发票, with its letters. */
const NUMBER = /^[0-9A-Z]{8,24}$/

/**
 * Staff uploads the invoice that they wrote at the tax office. Throws `invoice.bad_number`,
 * `invoice.bad_document`, `media.too_large`, `invoice.wrong_status`.
 */
export async function issueInvoice(
  ctx: Ctx,
  number: string,
  { issuedNumber, bytes }: { issuedNumber: string; bytes: Uint8Array },
): Promise<void> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayHandleInvoices(ctx.actor)) throw forbidden()
  const document = readDocument(bytes)
  const named = invoiceNumber(issuedNumber)
  await inTransaction(ctx, async (tx) => {
    const invoice = await lockInvoice(tx, number)
    await settleIssued(tx, invoice, { issuedNumber: named, document })
    await audit(tx, 'invoice.issued', `order:${invoice.orderId}`, { number, issuedNumber: named })
  })
}

/** Throws `invoice.bad_number` for what no tax office writes. */
export function invoiceNumber(text: string): string {
  const plain = text.replace(/\s/g, '').toUpperCase()
  if (!NUMBER.test(plain)) throw invalid('invoice.bad_number')
  return plain
}
