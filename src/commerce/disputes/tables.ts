import { sql } from 'drizzle-orm'
import { bigserial, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, minor } from '#platform/postgres/columns.ts'

/**
 * A payer's bank takes a charge back (`chargeback`, told by the gateway), or a payer complains at
 * the gateway (`complaint`, written down by staff: no money moves by it).
 */
export const disputes = pgTable(
  'disputes',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').$type<'chargeback' | 'complaint'>().notNull(),
    provider: text('provider').notNull(),
    /** The gateway's own number of it. */
    disputeNo: text('dispute_no').notNull(),
    orderId: uuid('order_id').notNull(),
    chargeId: uuid('charge_id').notNull(),
    /** opened → withdrawn (the bank has the money) → won | lost; a lost one may still be won. */
    status: text('status').$type<'opened' | 'withdrawn' | 'won' | 'lost'>().notNull(),
    amountMinor: minor('amount_minor').notNull(),
    currency: text('currency').notNull(),
    reason: text('reason').notNull(),
    /** Until when the gateway takes an answer; null when it does not say. */
    dueAt: at('due_at'),
    note: text('note').notNull().default(''),
    submittedAt: at('submitted_at'),
    createdAt: at('created_at').notNull(),
    closedAt: at('closed_at'),
  },
  (table) => [
    uniqueIndex('disputes_key').on(table.provider, table.disputeNo),
    index('disputes_order').on(table.orderId),
    index('disputes_recent').on(table.id.desc()),
    index('disputes_open').on(table.dueAt).where(sql`status in ('opened', 'withdrawn')`),
  ],
)

export const disputeHistory = pgTable(
  'dispute_history',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    disputeId: uuid('dispute_id')
      .notNull()
      .references(() => disputes.id),
    fromStatus: text('from_status'),
    toStatus: text('to_status').notNull(),
    actor: text('actor').notNull(),
    reason: text('reason').notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('dispute_history_dispute').on(table.disputeId, table.id)],
)
