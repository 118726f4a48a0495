import { type Actor, hasRole, isPerson } from '#kernel/actor.ts'
import { addDays } from '#kernel/days.ts'
import type { Money } from '#kernel/money.ts'
import { ledgerAccounts } from '#ledger'

/** What a line tells; the platform's fee on a sale is a line of its own. */
export const statementKinds = [
  ...(['sale', 'fee', 'refund', 'fee_returned', 'refund_failed', 'fee_again'] as const),
  ...(['dispute', 'dispute_won', 'payout', 'payout_returned', 'adjustment'] as const),
] as const
export type StatementKind = (typeof statementKinds)[number]

/** `amount` as the creator sees it: what they get is positive. */
export type StatementLine = {
  at: Date
  kind: StatementKind
  /** The order's or payout's number. */
  number: string | null
  title: string
  amount: Money
}

export type Statement = {
  personId: string
  name: string
  /** A Shanghai month, `yyyy-MM`. */
  month: string
  opening: Money
  closing: Money
  totals: { kind: StatementKind; amount: Money; count: number }[]
}

/** A creator sees their own money, the owner everybody's. */
export function maySeeStatement(actor: Actor, personId: string): boolean {
  if (actor.kind !== 'person') return false
  return actor.roles.includes('owner') || (hasRole(actor, 'creator') && isPerson(actor, personId))
}

/** Whatever is the creator's, earned or not, until it is on its way out. */
export function statementAccounts(personId: string): string[] {
  return [
    ledgerAccounts.deferred(personId),
    ledgerAccounts.held(personId),
    ledgerAccounts.payable(personId),
  ]
}

export function isMonth(text: string): boolean {
  return /^20\d\d-(0[1-9]|1[0-2])$/.test(text)
}

/** First moment of the month and of the next, in Shanghai, which keeps one time all year. */
export function boundsOf(month: string): { from: Date; to: Date } {
  const next = addDays(`${month}-28`, 4).slice(0, 7)
  return { from: startOf(month), to: startOf(next) }
}

function startOf(month: string): Date {
  return new Date(`${month}-01T00:00:00+08:00`)
}

/** What an entry of a transfer means to the creator whose account it moves. */
export function kindOf(transferKind: string, credited: boolean): StatementKind {
  switch (transferKind) {
    case 'sale':
      return credited ? 'sale' : 'fee'
    case 'refund':
      return credited ? 'fee_returned' : 'refund'
    case 'refund_failed':
      return credited ? 'refund_failed' : 'fee_again'
    case 'dispute_lost':
      return credited ? 'fee_returned' : 'dispute'
    case 'dispute_won':
      return credited ? 'dispute_won' : 'fee_again'
    case 'payout':
      return credited ? 'payout_returned' : 'payout'
    case 'payout_failed':
      return credited ? 'payout_returned' : 'payout'
    default:
      return 'adjustment'
  }
}
