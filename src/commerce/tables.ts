import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { people } from '#accounts/tables.ts'
import { items } from '#catalog/tables.ts'
import { at, minor } from '#platform/postgres/columns.ts'
import { couponGrants } from './coupons/tables.ts'

export * from './coupons/tables.ts'
export * from './disputes/tables.ts'
export * from './invoices/tables.ts'
export * from './reconciliation/tables.ts'
export * from './selftest/tables.ts'
export * from './settlement/tables.ts'
export * from './subscriptions/tables.ts'

/** What an item costs today. An order keeps its own copy. */
export const prices = pgTable('prices', {
  itemId: uuid('item_id')
    .primaryKey()
    .references(() => items.id, { onDelete: 'cascade' }),
  amountMinor: minor('amount_minor').notNull(),
  currency: text('currency').notNull(),
  updatedAt: at('updated_at').notNull(),
})

export const orders = pgTable(
  'orders',
  {
    id: uuid('id').primaryKey(),
    number: text('number').notNull().unique('orders_number_key'),
    buyerId: uuid('buyer_id')
      .notNull()
      .references(() => people.id),
    status: text('status')
      .$type<'pending' | 'paid' | 'partially_refunded' | 'refunded' | 'expired' | 'cancelled'>()
      .notNull(),
    totalMinor: minor('total_minor').notNull(),
    refundedMinor: minor('refunded_minor').notNull().default(sql`0`),
    currency: text('currency').notNull(),
    expiresAt: at('expires_at').notNull(),
    paidAt: at('paid_at'),
    createdAt: at('created_at').notNull(),
    /** HMAC over number, buyer, lines, total and currency; checked at every use. */
    seal: text('seal').notNull(),
  },
  (table) => [
    index('orders_buyer').on(table.buyerId, table.id.desc()),
    index('orders_recent').on(table.id.desc()),
    index('orders_pending').on(table.expiresAt).where(sql`status = 'pending'`),
  ],
)

export const orderLines = pgTable(
  'order_lines',
  {
    orderId: uuid('order_id')
      .notNull()
      .references(() => orders.id),
    position: integer('position').notNull(),
    itemId: uuid('item_id')
      .notNull()
      .references(() => items.id),
    title: text('title').notNull(),
    /** What is paid for it: the price less the discount. */
    amountMinor: minor('amount_minor').notNull(),
    discountMinor: minor('discount_minor').notNull().default(sql`0`),
    /** The coupon that gives the discount, whatever becomes of the order. */
    couponGrantId: uuid('coupon_grant_id').references((): AnyPgColumn => couponGrants.id),
    /** For so many months; null is for good. */
    months: integer('months'),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.position] }),
    index('order_lines_item').on(table.itemId),
    index('order_lines_coupon').on(table.couponGrantId).where(sql`coupon_grant_id is not null`),
  ],
)

export const orderHistory = pgTable(
  'order_history',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    orderId: uuid('order_id')
      .notNull()
      .references(() => orders.id),
    fromStatus: text('from_status'),
    toStatus: text('to_status').notNull(),
    actor: text('actor').notNull(),
    reason: text('reason').notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('order_history_order').on(table.orderId, table.id)],
)

/** One pending order per buyer and item: a double click or a second tab finds the first. */
export const openOrders = pgTable(
  'open_orders',
  {
    buyerId: uuid('buyer_id').notNull(),
    itemId: uuid('item_id').notNull(),
    orderId: uuid('order_id')
      .notNull()
      .references(() => orders.id),
  },
  (table) => [
    primaryKey({ columns: [table.buyerId, table.itemId] }),
    index('open_orders_order').on(table.orderId),
  ],
)

/** A wish to give back parts of an order, from the asking to the decision. */
export const refundCases = pgTable(
  'refund_cases',
  {
    id: uuid('id').primaryKey(),
    orderId: uuid('order_id')
      .notNull()
      .references(() => orders.id),
    amountMinor: minor('amount_minor').notNull(),
    currency: text('currency').notNull(),
    reason: text('reason').notNull(),
    /** waiting → approved | rejected | withdrawn; most are approved the moment they are made. */
    status: text('status').$type<'waiting' | 'approved' | 'rejected'>().notNull(),
    /** Why it waits for a person; null when it never did. */
    waitsFor: text('waits_for').$type<'outside_window' | 'second_person'>(),
    requestedBy: text('requested_by').notNull(),
    decidedBy: text('decided_by'),
    note: text('note').notNull().default(''),
    /** The refund at the gateway that carries it now; after a failure another one may. */
    refundId: uuid('refund_id').unique('refund_cases_refund_key'),
    createdAt: at('created_at').notNull(),
    decidedAt: at('decided_at'),
  },
  (table) => [
    index('refund_cases_order').on(table.orderId),
    index('refund_cases_waiting').on(table.createdAt).where(sql`status = 'waiting'`),
    uniqueIndex('refund_cases_one_waiting').on(table.orderId).where(sql`status = 'waiting'`),
  ],
)

/** What a case gives back of each line, and whether the item goes back with it. */
export const refundLines = pgTable(
  'refund_lines',
  {
    caseId: uuid('case_id')
      .notNull()
      .references(() => refundCases.id),
    position: integer('position').notNull(),
    amountMinor: minor('amount_minor').notNull(),
    returns: boolean('returns').notNull(),
    deductions: jsonb('deductions').$type<{ code: string; amountMinor: string }[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.caseId, table.position] })],
)
