import { isId } from '#kernel/ids.ts'

/** How the ledger names what a charge pays for: an order by its kind, all else by its own name. */
export function ledgerSubject(chargeSubject: string): string {
  return isId(chargeSubject) ? `order:${chargeSubject}` : chargeSubject
}
