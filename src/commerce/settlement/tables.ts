export * from './payouts/tables.ts'

import { sql } from 'drizzle-orm'
import {
  bigserial,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { people } from '#accounts/tables.ts'
import { items } from '#catalog/tables.ts'
import { at, minor } from '#platform/postgres/columns.ts'

/** Who shares an item's income with its author, in 1/10,000 of what the platform leaves. */
export const collaborators = pgTable(
  'collaborators',
  {
    itemId: uuid('item_id')
      .notNull()
      .references(() => items.id, { onDelete: 'cascade' }),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    basisPoints: integer('basis_points').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.itemId, table.personId] })],
)

/** What the platform keeps of one creator's sales, where it differs from the site's rule. */
export const creatorTerms = pgTable('creator_terms', {
  personId: uuid('person_id')
    .primaryKey()
    .references(() => people.id),
  feeBasisPoints: integer('fee_basis_points').notNull(),
  feeFixedMinor: minor('fee_fixed_minor').notNull(),
  updatedAt: at('updated_at').notNull(),
})

/** What a series promises its buyers; an order keeps the number that was promised to it. */
export const deliveryPromises = pgTable('delivery_promises', {
  itemId: uuid('item_id')
    .primaryKey()
    .references(() => items.id, { onDelete: 'cascade' }),
  plannedLessons: integer('planned_lessons').notNull(),
  promisedBy: date('promised_by'),
  updatedAt: at('updated_at').notNull(),
})

/**
 * Whose an order line's money is, decided at the sale. `amount` never changes; of it `refunded` is
 * gone, `deferred` is not earned yet, the open lots are held, and the rest is payable (or, for the
 * platform, its income).
 */
export const saleShares = pgTable(
  'sale_shares',
  {
    orderId: uuid('order_id').notNull(),
    position: integer('position').notNull(),
    rank: integer('rank').notNull(),
    role: text('role').$type<'platform' | 'author' | 'collaborator'>().notNull(),
    personId: uuid('person_id').references(() => people.id),
    currency: text('currency').notNull(),
    amountMinor: minor('amount_minor').notNull(),
    deferredMinor: minor('deferred_minor').notNull(),
    refundedMinor: minor('refunded_minor').notNull().default(sql`0`),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.position, table.rank] }),
    index('sale_shares_person').on(table.personId, table.orderId),
  ],
)

/** A creator's earned money inside the hold, by the Shanghai day on which it was earned. */
export const heldLots = pgTable(
  'held_lots',
  {
    orderId: uuid('order_id').notNull(),
    position: integer('position').notNull(),
    rank: integer('rank').notNull(),
    day: date('day').notNull(),
    personId: uuid('person_id').notNull(),
    currency: text('currency').notNull(),
    leftMinor: minor('left_minor').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.position, table.rank, table.day] }),
    index('held_lots_open').on(table.day, table.personId).where(sql`left_minor > 0`),
  ],
)

/** How an order line that was not earned at once is being earned; closed when nothing is left. */
export const deferredLines = pgTable(
  'deferred_lines',
  {
    orderId: uuid('order_id').notNull(),
    position: integer('position').notNull(),
    itemId: uuid('item_id').notNull(),
    kind: text('kind').$type<'term' | 'lessons'>().notNull(),
    /** Of a term: its first day, the day after its last, and the zone whose days they are. */
    startsOn: date('starts_on'),
    endsOn: date('ends_on'),
    zone: text('zone'),
    plannedLessons: integer('planned_lessons'),
    /** The days gone or the lessons published when it was last looked at. */
    mark: integer('mark').notNull(),
    /** How often something was recognised: makes every transfer's key its own. */
    steps: integer('steps').notNull().default(0),
    closedAt: at('closed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.position] }),
    index('deferred_lines_open').on(table.kind, table.itemId).where(sql`closed_at is null`),
  ],
)

/** What a refund took from a share, and where from, so that a failed one gives it back there. */
export const refundTakings = pgTable(
  'refund_takings',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    refundId: uuid('refund_id').notNull(),
    orderId: uuid('order_id').notNull(),
    position: integer('position').notNull(),
    rank: integer('rank').notNull(),
    stage: text('stage').$type<'deferred' | 'held' | 'payable'>().notNull(),
    /** The lot's day, of money that was held. */
    day: date('day'),
    amountMinor: minor('amount_minor').notNull(),
  },
  (table) => [
    index('refund_takings_refund').on(table.refundId),
    index('refund_takings_order').on(table.orderId),
  ],
)
