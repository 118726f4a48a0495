import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { people } from '#accounts/tables.ts'
import { items } from '#catalog/tables.ts'
import type { ProviderName } from '#payments'
import { at, minor } from '#platform/postgres/columns.ts'

/** For how long one price opens an item; what has no row is sold for good. */
export const itemTerms = pgTable('item_terms', {
  itemId: uuid('item_id')
    .primaryKey()
    .references(() => items.id, { onDelete: 'cascade' }),
  months: integer('months').notNull(),
  updatedAt: at('updated_at').notNull(),
})

/** A person's wish that an item be paid for again, under an agreement signed at a gateway. */
export const subscriptions = pgTable(
  'subscriptions',
  {
    id: uuid('id').primaryKey(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    itemId: uuid('item_id')
      .notNull()
      .references(() => items.id),
    provider: text('provider').$type<ProviderName>().notNull(),
    account: text('account').notNull(),
    agreementNo: text('agreement_no').notNull().unique('subscriptions_agreement_key'),
    /** The gateway's own name of the agreement, or what stands for it until it is signed. */
    gatewayNo: text('gateway_no'),
    /** What we know of the agreement at the gateway; an ended one is never used again. */
    agreement: text('agreement').$type<'asked' | 'signed' | 'ended'>().notNull(),
    status: text('status')
      .$type<'pending' | 'active' | 'past_due' | 'cancelled' | 'ended'>()
      .notNull(),
    /** Why it was cancelled or has ended; null while it goes on. */
    reason: text('reason'),
    /** The amount that was signed: no charge is ever larger. */
    amountMinor: minor('amount_minor').notNull(),
    currency: text('currency').notNull(),
    months: integer('months').notNull(),
    /** Periods are counted from here, so that the 31st is kept through shorter months. */
    anchorAt: at('anchor_at').notNull(),
    /** So many months from the anchor are paid. */
    paidMonths: integer('paid_months').notNull(),
    currentPeriodEnd: at('current_period_end').notNull(),
    /** The moment for which the next charge is due at the gateway; dunning moves it. */
    dueAt: at('due_at').notNull(),
    /** The due moment that the payer was told of, where the gateway demands that. */
    announcedFor: at('announced_for'),
    /** Charges of this period that the payer's money refused. */
    attempts: integer('attempts').notNull().default(0),
    /** Charges of this period that came at a wrong time for the gateway. */
    windowTries: integer('window_tries').notNull().default(0),
    /** When the worker looks next; null when nothing is left to do. */
    stepAt: at('step_at'),
    createdAt: at('created_at').notNull(),
  },
  (table) => [
    index('subscriptions_person').on(table.personId, table.itemId),
    index('subscriptions_step').on(table.stepAt).where(sql`step_at is not null`),
    // Two agreements that both charge for one item would be a double payment.
    uniqueIndex('subscriptions_one_running')
      .on(table.personId, table.itemId)
      .where(sql`status in ('active', 'past_due')`),
  ],
)

/** A period is paid by one order, whoever asks how often. */
export const subscriptionPeriods = pgTable(
  'subscription_periods',
  {
    subscriptionId: uuid('subscription_id')
      .notNull()
      .references(() => subscriptions.id),
    startsAt: at('starts_at').notNull(),
    endsAt: at('ends_at').notNull(),
    orderId: uuid('order_id').notNull().unique('subscription_periods_order_key'),
    /** The gateway's invoice, where the gateway renews by itself. */
    invoiceNo: text('invoice_no').unique('subscription_periods_invoice_key'),
    /** When that gateway said it tries again: a failure told twice is one failure. */
    retryAt: at('retry_at'),
  },
  (table) => [primaryKey({ columns: [table.subscriptionId, table.startsAt] })],
)

/** What a person was told about a period or a term: each thing once. */
export const renewalNotices = pgTable(
  'renewal_notices',
  {
    subject: text('subject').notNull(),
    kind: text('kind').notNull(),
    at: at('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.kind] })],
)
