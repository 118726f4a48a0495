import { and, eq, inArray, lte } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { AppError } from '#kernel/errors.ts'
import { formatDecimal } from '#kernel/money.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { loadOrder } from '../../orders/queries.ts'
import { oneByOne } from '../../settling/one-by-one.ts'
import { invoices, orders } from '../../tables.ts'
import { alignWithOrder } from '../align-invoice.ts'
import type { InvoiceRow } from '../invoice.ts'
import { lockInvoice } from '../lock-invoice.ts'
import { moveInvoice, openInvoices } from '../queries.ts'
import { type Document, readDocument } from './document.ts'
import { type InvoiceOrder, type InvoiceReply, invoiceProvider } from './invoice-provider.ts'
import { settleIssued, settleRedLettered } from './settle-invoice.ts'

const BATCH = 10
/** Seconds until a provider that did not finish is asked again under the same number. */
const ASK_AFTER_SECONDS = [30, 120, 600, 3_600, 6 * 3_600]

/** Takes the invoices that are due to the provider and settles its answers. Returns how many. */
export async function sendDueInvoices(ctx: Ctx): Promise<number> {
  if (!invoiceProvider()) return 0
  const due = await claim(ctx)
  await oneByOne(
    ctx,
    due,
    (invoice) => send(ctx, invoice),
    ({ number }) => number,
  )
  return due.length
}

/** Each goes to one process; the next time is set before the provider hears of it. */
async function claim(ctx: Ctx): Promise<InvoiceRow[]> {
  return ctx.db.transaction(async (db) => {
    const due = await db
      .select()
      .from(invoices)
      .where(
        and(inArray(invoices.status, ['issuing', 'red_issuing']), lte(invoices.askAt, ctx.now)),
      )
      .limit(BATCH)
      .for('update', { skipLocked: true })
    for (const { id, asked } of due) {
      const last = ASK_AFTER_SECONDS.length - 1
      const seconds = ASK_AFTER_SECONDS[Math.min(asked, last)] ?? 3_600
      const askAt = new Date(ctx.now.getTime() + seconds * 1_000)
      await db
        .update(invoices)
        .set({ askAt, asked: asked + 1 })
        .where(eq(invoices.id, id))
    }
    return due
  })
}

async function send(ctx: Ctx, invoice: InvoiceRow): Promise<void> {
  if (ctx.db.inTransaction) throw new Error('a provider is never called inside a transaction')
  const provider = invoiceProvider()
  const order = await orderFor(ctx, invoice)
  if (!provider || !order) return
  const isRed = invoice.status === 'red_issuing'
  const answer = isRed ? await provider.redLetter(order) : await provider.issue(order)
  await inTransaction(ctx, async (tx) => {
    const now = await lockInvoice(tx, invoice.number)
    // Staff may have uploaded it meanwhile.
    if (now.status === invoice.status) await settle(tx, now, checked(answer))
  })
}

type Answer = Exclude<InvoiceReply, { kind: 'done' }> | Done
type Done = { kind: 'done'; issuedNumber: string; document: Document | null }

/** A document that is none is the provider's mistake: a person has to look. */
function checked(answer: InvoiceReply): Answer {
  if (answer.kind !== 'done') return answer
  try {
    const document = answer.document && readDocument(answer.document)
    return { kind: 'done', issuedNumber: answer.issuedNumber, document }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { kind: 'refused', code: error.code }
  }
}

async function settle(tx: Ctx, invoice: InvoiceRow, answer: Answer): Promise<void> {
  const isRed = invoice.status === 'red_issuing'
  if (answer.kind === 'refused') {
    const { code } = answer
    await moveInvoice(tx, invoice, isRed ? 'red_due' : 'requested', code, { code })
    await alignWithOrder(tx, await loadOrder(tx, eq(orders.id, invoice.orderId), true))
  } else if (answer.kind === 'unknown') {
    await tx.db.update(invoices).set({ code: answer.code }).where(eq(invoices.id, invoice.id))
  } else if (answer.kind === 'done') {
    const { issuedNumber, document } = answer
    if (isRed) await settleRedLettered(tx, invoice, { redNumber: issuedNumber, document })
    else await settleIssued(tx, invoice, { issuedNumber, document })
  }
}

async function orderFor(ctx: Ctx, row: InvoiceRow): Promise<InvoiceOrder | null> {
  const [[invoice], [about]] = await Promise.all([
    openInvoices(ctx, [row]),
    ctx.db
      .select({ orderNumber: orders.number, email: people.email })
      .from(orders)
      .innerJoin(people, eq(people.id, orders.buyerId))
      .where(eq(orders.id, row.orderId)),
  ])
  if (!invoice || !about) return null
  return {
    number: invoice.number,
    orderNumber: about.orderNumber,
    currency: row.currency,
    amount: formatDecimal(invoice.amount),
    lines: invoice.lines.map(({ title, amount }) => ({ title, amount: formatDecimal(amount) })),
    buyer: { ...invoice.title, email: about.email },
    cancels: row.status === 'red_issuing' ? row.issuedNumber : null,
  }
}
