import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, minor } from '#platform/postgres/columns.ts'
import type { Channel, PayerAction, ProviderName } from './provider.ts'

export * from './reconciliation/tables.ts'

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

/** One attempt to be paid for a subject (an order) through one gateway. */
export const charges = pgTable(
  'charges',
  {
    id: uuid('id').primaryKey(),
    /** What it pays for; payments does not know more of it. */
    subject: text('subject').notNull(),
    provider: text('provider').$type<ProviderName>().notNull(),
    channel: text('channel').$type<Channel>().notNull().default('page'),
    account: text('account').notNull(),
    outTradeNo: text('out_trade_no').notNull().unique('charges_out_trade_no_key'),
    tradeNo: text('trade_no'),
    amountMinor: minor('amount_minor').notNull(),
    currency: text('currency').notNull(),
    /** creating → open → settled | closed | mismatched; a second success is `duplicate`. */
    status: text('status')
      .$type<'creating' | 'open' | 'settled' | 'closed' | 'duplicate' | 'mismatched'>()
      .notNull(),
    action: jsonb('action').$type<PayerAction>(),
    /** The gateway's own name of it, where it cannot be found by ours at once. */
    gatewayRef: text('gateway_ref'),
    expiresAt: at('expires_at').notNull(),
    settledAt: at('settled_at'),
    /** When to ask the gateway next; null once nothing more is to be learnt. */
    askAt: at('ask_at'),
    asked: integer('asked').notNull().default(0),
    /** When a waiting buyer last made us look. */
    lookedAt: at('looked_at'),
    createdAt: at('created_at').notNull(),
  },
  (table) => [
    index('charges_subject').on(table.subject),
    uniqueIndex('charges_one_settled').on(table.subject).where(sql`status = 'settled'`),
    uniqueIndex('charges_one_open')
      .on(table.subject, table.provider, table.channel)
      .where(sql`status in ('creating', 'open')`),
    // Transfers to one person's code are told apart by their amount alone.
    uniqueIndex('charges_personal_amount')
      .on(table.amountMinor, table.currency)
      .where(sql`provider = 'personal' and status in ('creating', 'open')`),
    index('charges_ask').on(table.askAt).where(sql`ask_at is not null`),
    index('charges_settled').on(table.provider, table.settledAt).where(sql`settled_at is not null`),
  ],
)

export const refunds = pgTable(
  'refunds',
  {
    id: uuid('id').primaryKey(),
    chargeId: uuid('charge_id')
      .notNull()
      .references(() => charges.id),
    outRefundNo: text('out_refund_no').notNull().unique('refunds_out_refund_no_key'),
    amountMinor: minor('amount_minor').notNull(),
    currency: text('currency').notNull(),
    reason: text('reason').notNull(),
    /** requested → processing → succeeded | failed; `failed` gives the amount back to refund. */
    status: text('status').$type<'requested' | 'processing' | 'succeeded' | 'failed'>().notNull(),
    code: text('code'),
    requestedBy: text('requested_by').notNull(),
    askAt: at('ask_at'),
    asked: integer('asked').notNull().default(0),
    createdAt: at('created_at').notNull(),
    finishedAt: at('finished_at'),
  },
  (table) => [
    index('refunds_charge').on(table.chargeId),
    index('refunds_ask').on(table.askAt).where(sql`ask_at is not null`),
    index('refunds_finished').on(table.finishedAt).where(sql`finished_at is not null`),
  ],
)

/** Inbox of verified gateway messages: raw as received, one row an event. */
export const gatewayEvents = pgTable(
  'gateway_events',
  {
    id: uuid('id').primaryKey(),
    provider: text('provider').notNull(),
    account: text('account').notNull(),
    eventId: text('event_id').notNull(),
    headers: jsonb('headers').notNull(),
    body: bytea('body').notNull(),
    receivedAt: at('received_at').notNull(),
    handledAt: at('handled_at'),
  },
  (table) => [uniqueIndex('gateway_events_key').on(table.provider, table.account, table.eventId)],
)

/** Every exchange with a gateway, append-only, secrets masked. */
export const paymentLog = pgTable(
  'payment_log',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    provider: text('provider').notNull(),
    direction: text('direction').$type<'call' | 'notification' | 'refused'>().notNull(),
    content: text('content').notNull(),
    at: at('at').notNull(),
    /** The writing transaction: links wait until every older one has ended. */
    txid: bigint('txid', { mode: 'bigint' })
      .notNull()
      .default(sql`(pg_current_xact_id()::text)::bigint`),
  },
  (table) => [index('payment_log_txid').on(table.txid, table.id)],
)

/** The chain over the log: each link seals its row and, by the link before, all earlier ones. */
export const paymentLogLinks = pgTable('payment_log_links', {
  position: bigint('position', { mode: 'bigint' }).primaryKey(),
  logId: bigint('log_id', { mode: 'bigint' }).notNull().unique('payment_log_links_log_key'),
  logTxid: bigint('log_txid', { mode: 'bigint' }).notNull(),
  seal: text('seal').notNull(),
})

/** What a buyer says of a transfer to a person's code, until a person has looked. */
export const paymentProofs = pgTable(
  'payment_proofs',
  {
    id: uuid('id').primaryKey(),
    chargeId: uuid('charge_id')
      .notNull()
      .references(() => charges.id),
    note: text('note').notNull(),
    /** A screenshot, re-encoded as WebP. */
    picture: bytea('picture'),
    status: text('status').$type<'waiting' | 'approved' | 'rejected'>().notNull(),
    submittedBy: text('submitted_by').notNull(),
    submittedAt: at('submitted_at').notNull(),
    decidedBy: text('decided_by'),
    decidedAt: at('decided_at'),
    reason: text('reason').notNull().default(''),
  },
  (table) => [
    index('payment_proofs_charge').on(table.chargeId),
    uniqueIndex('payment_proofs_one_waiting').on(table.chargeId).where(sql`status = 'waiting'`),
  ],
)
