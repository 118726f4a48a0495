import { type Actor, hasRole, isPerson } from '#kernel/actor.ts'
import { isCurrency, type Money, money } from '#kernel/money.ts'
import type { Transitions } from '#kernel/transitions.ts'
import type { invoiceLines, invoices } from '../tables.ts'
import { openTitle, type TitleDetails } from './titles/title.ts'

export type InvoiceRow = typeof invoices.$inferSelect
export type InvoiceStatus = InvoiceRow['status']
export type InvoiceLineRow = typeof invoiceLines.$inferSelect

export type Invoice = {
  number: string
  status: InvoiceStatus
  title: TitleDetails
  amount: Money
  lines: { position: number; title: string; amount: Money }[]
  issuedNumber: string | null
  redNumber: string | null
  note: string
  code: string | null
  createdAt: Date
  issuedAt: Date | null
}

/**
 * `issuing` and `red_issuing` are in a provider's hands, `red_due` waits for a red letter 红字
 * because money was given back; it may become `issued` again when that refund failed after all.
 */
export const invoiceTransitions: Transitions<InvoiceStatus> = {
  requested: ['issuing', 'issued', 'rejected', 'withdrawn'],
  issuing: ['issued', 'requested'],
  issued: ['red_due'],
  red_due: ['red_issuing', 'red_lettered', 'issued'],
  red_issuing: ['red_lettered', 'red_due'],
  red_lettered: [],
  rejected: [],
  withdrawn: [],
}

/** After these another invoice for the order may be asked for. */
export const endedStatuses: readonly InvoiceStatus[] = ['red_lettered', 'rejected', 'withdrawn']

export function mayHandleInvoices(actor: Actor): boolean {
  return hasRole(actor, 'support', 'owner')
}

export function maySeeInvoice(actor: Actor, { personId }: Pick<InvoiceRow, 'personId'>): boolean {
  return isPerson(actor, personId) || mayHandleInvoices(actor)
}

export function openInvoice(row: InvoiceRow, lines: readonly InvoiceLineRow[]): Invoice {
  const { number, status, issuedNumber, redNumber, note, code, createdAt, issuedAt } = row
  if (!isCurrency(row.currency)) throw new Error(`unknown currency ${row.currency}`)
  const { currency } = row
  return {
    number,
    status,
    title: openTitle(row.personId, row.title),
    amount: money(row.amountMinor, currency),
    lines: lines.map(({ position, title, amountMinor }) => ({
      position,
      title,
      amount: money(amountMinor, currency),
    })),
    issuedNumber,
    redNumber,
    note,
    code,
    createdAt,
    issuedAt,
  }
}
