import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { at, minor } from '#platform/postgres/columns.ts'

/** A walk of the smallest sum through one gateway and back; each step's moment once it is done. */
export const selfTests = pgTable(
  'self_tests',
  {
    id: uuid('id').primaryKey(),
    provider: text('provider').notNull(),
    amountMinor: minor('amount_minor').notNull(),
    currency: text('currency').notNull(),
    startedBy: text('started_by').notNull(),
    createdAt: at('created_at').notNull(),
    openedAt: at('opened_at'),
    /** When the gateway's own word came, which shows that it reaches this site. */
    notifiedAt: at('notified_at'),
    paidAt: at('paid_at'),
    /** When the gateway, asked, said the same. */
    agreedAt: at('agreed_at'),
    refundAskedAt: at('refund_asked_at'),
    refundedAt: at('refunded_at'),
    balancedAt: at('balanced_at'),
    /** What went wrong at the first step that is not done; null while nothing did. */
    failure: text('failure'),
  },
  (table) => [index('self_tests_provider').on(table.provider, table.id.desc())],
)
