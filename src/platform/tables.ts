import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { at } from './postgres/columns.ts'

/** Append-only facts; written in the transaction of the verb that made them true. */
export const events = pgTable(
  'events',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    name: text('name').notNull(),
    payload: jsonb('payload').notNull(),
    actor: text('actor').notNull(),
    occurredAt: at('occurred_at').notNull(),
    /** The writing transaction: a reader waits until every older one has ended. */
    txid: bigint('txid', { mode: 'bigint' })
      .notNull()
      .default(sql`(pg_current_xact_id()::text)::bigint`),
  },
  (table) => [index('events_txid').on(table.txid, table.id)],
)

/** How far each consumer has read the events. */
export const eventCursors = pgTable('event_cursors', {
  consumer: text('consumer').primaryKey(),
  txid: bigint('txid', { mode: 'bigint' }).notNull(),
  eventId: bigint('event_id', { mode: 'bigint' }).notNull(),
})

/** Append-only record of what staff did and of what was refused to an attacker. */
export const auditLog = pgTable(
  'audit_log',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    action: text('action').notNull(),
    actor: text('actor').notNull(),
    subject: text('subject').notNull(),
    details: jsonb('details').notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('audit_log_subject').on(table.subject, table.id)],
)

/** Site settings by key; the values are validated by the schema in platform/settings. */
export const settings = pgTable('settings', {
  key: text('key').primaryKey(),
  value: jsonb('value').notNull(),
  updatedAt: at('updated_at').notNull(),
})

/** Mails as they leave: the development outbox page, and the queue's record in production. */
export const mails = pgTable(
  'mails',
  {
    id: uuid('id').primaryKey(),
    recipient: text('recipient').notNull(),
    subject: text('subject').notNull(),
    body: text('body').notNull(),
    /** Where a mail that nobody asked for one by one is ended; told to the reader's program. */
    unsubscribeUrl: text('unsubscribe_url'),
    createdAt: at('created_at').notNull(),
    sentAt: at('sent_at'),
    attempts: integer('attempts').notNull().default(0),
  },
  (table) => [index('mails_unsent').on(table.createdAt).where(sql`sent_at is null`)],
)

/** Fixed-window counters, shared by every process. */
export const rateCounters = pgTable(
  'rate_counters',
  {
    key: text('key').notNull(),
    windowStart: at('window_start').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.key, table.windowStart] })],
)
