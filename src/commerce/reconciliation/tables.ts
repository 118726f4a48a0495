import { bigserial, boolean, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { at } from '#platform/postgres/columns.ts'

/** What recomputing the whole ledger and the chain of the payment log brought, and when. */
export const bookChecks = pgTable('book_checks', {
  id: bigserial('id', { mode: 'bigint' }).primaryKey(),
  balanced: boolean('balanced').notNull(),
  transfers: integer('transfers').notNull(),
  /** What is off, the first few, a line each. */
  findings: text('findings').notNull().default(''),
  logIntact: boolean('log_intact').notNull(),
  links: integer('links').notNull(),
  at: at('at').notNull(),
})
