import { bigserial, boolean, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { at } from '#platform/postgres/columns.ts'

/** What recomputing the whole ledger and the chain of the payment log brought, and when. */
export const bookChecks = pgTable('book_checks', {
  id: bigserial('id', { mode: 'bigint' }).primaryKey(),
  balanced: boolean('balanced').notNull(),
  transfers: integer('transfers').notNull(),
  /** Keys of transfers that are off, the first few. */
  unbalanced: text('unbalanced').notNull().default(''),
  logIntact: boolean('log_intact').notNull(),
  links: integer('links').notNull(),
  at: at('at').notNull(),
})
