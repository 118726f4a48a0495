import { bigint, bigserial, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { at } from '#platform/postgres/columns.ts'

/** One fact of money moved; `key` names the business cause, so that it is booked once. */
export const ledgerTransfers = pgTable(
  'ledger_transfers',
  {
    id: uuid('id').primaryKey(),
    key: text('key').notNull().unique('ledger_transfers_key'),
    kind: text('kind').notNull(),
    subject: text('subject').notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('ledger_transfers_subject').on(table.subject)],
)

/**
 * Signed movements in minor units; per transfer and currency they sum to zero, which a deferred
 * constraint trigger enforces. Never updated, never deleted: another trigger refuses.
 */
export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    transferId: uuid('transfer_id')
      .notNull()
      .references(() => ledgerTransfers.id),
    account: text('account').notNull(),
    currency: text('currency').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'bigint' }).notNull(),
  },
  (table) => [
    index('ledger_entries_transfer').on(table.transferId),
    index('ledger_entries_account').on(table.account, table.currency),
  ],
)
