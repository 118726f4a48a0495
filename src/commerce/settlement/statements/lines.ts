import { and, eq, gte, inArray, lt, notInArray, type SQL } from 'drizzle-orm'
import type { Currency } from '#kernel/money.ts'
import { ledgerEntries, ledgerTransfers } from '#ledger/tables.ts'
import { boundsOf, statementAccounts } from './statement.ts'

/** From one of a creator's accounts to another nothing comes or goes. */
export const isOutward = notInArray(ledgerTransfers.kind, ['earned', 'released'])

/** The entries of a creator's month, of those joined with their transfers. */
export function inMonth(personId: string, currency: Currency, month: string): SQL | undefined {
  const { from, to } = boundsOf(month)
  return and(
    inArray(ledgerEntries.account, statementAccounts(personId)),
    eq(ledgerEntries.currency, currency),
    gte(ledgerTransfers.at, from),
    lt(ledgerTransfers.at, to),
  )
}
