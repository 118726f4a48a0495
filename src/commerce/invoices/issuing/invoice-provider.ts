import type { TitleDetails } from '../titles/title.ts'

/** What a provider is asked to issue, or to cancel by a red letter: the same words both times. */
export type InvoiceOrder = {
  /** Ours; the same number is the same document, however often it is sent. */
  number: string
  orderNumber: string
  currency: string
  /** In the currency's units, as `12.30`. */
  amount: string
  lines: { title: string; amount: string }[]
  buyer: TitleDetails & { email: string }
  /** The tax office's number of the invoice to cancel; null when one is to be issued. */
  cancels: string | null
}

/** `pending` and `unknown` are asked again under the same number; `refused` waits for a person. */
export type InvoiceReply =
  | { kind: 'done'; issuedNumber: string; document: Uint8Array | null }
  | { kind: 'pending' }
  | { kind: 'refused'; code: string }
  | { kind: 'unknown'; code: string }

/** Whoever writes invoices for this site; never throws for what a network does. */
export type InvoiceProvider = {
  issue(order: InvoiceOrder): Promise<InvoiceReply>
  redLetter(order: InvoiceOrder): Promise<InvoiceReply>
}

let provider: InvoiceProvider | null = null

/** Names at boot who writes invoices; null: staff uploads them. */
export function configureInvoices(configured: InvoiceProvider | null): void {
  provider = configured
}

export function hasInvoiceProvider(): boolean {
  return provider !== null
}

export function invoiceProvider(): InvoiceProvider | null {
  return provider
}
