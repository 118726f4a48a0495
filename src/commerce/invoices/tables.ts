import { sql } from 'drizzle-orm'
import {
  bigserial,
  boolean,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { people } from '#accounts/tables.ts'
import { at, minor } from '#platform/postgres/columns.ts'

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

/** In whose name a person wants invoices 抬头; the details are encrypted for that person. */
export const invoiceTitles = pgTable(
  'invoice_titles',
  {
    id: uuid('id').primaryKey(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    details: text('details').notNull(),
    isDefault: boolean('is_default').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (table) => [
    index('invoice_titles_person').on(table.personId, table.id),
    uniqueIndex('invoice_titles_one_default').on(table.personId).where(sql`is_default`),
  ],
)

/** An invoice 发票 for what was paid of an order, from the asking to the red letter 红字. */
export const invoices = pgTable(
  'invoices',
  {
    id: uuid('id').primaryKey(),
    /** Ours; a provider is asked under it, so that asking twice issues once. */
    number: text('number').notNull().unique('invoices_number_key'),
    orderId: uuid('order_id').notNull(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    status: text('status')
      .$type<
        | 'requested'
        | 'issuing'
        | 'issued'
        | 'red_due'
        | 'red_issuing'
        | 'red_lettered'
        | 'rejected'
        | 'withdrawn'
      >()
      .notNull(),
    /** The title as it was when the invoice was asked for, encrypted for the person. */
    title: text('title').notNull(),
    amountMinor: minor('amount_minor').notNull(),
    currency: text('currency').notNull(),
    /** What the tax office calls it, and its red letter. */
    issuedNumber: text('issued_number'),
    redNumber: text('red_number'),
    /** The invoice that this one takes the place of, after a part was given back. */
    replaces: uuid('replaces').unique('invoices_replaces_key'),
    note: text('note').notNull().default(''),
    /** The provider's last word, and when it is asked again. */
    code: text('code'),
    askAt: at('ask_at'),
    asked: integer('asked').notNull().default(0),
    createdAt: at('created_at').notNull(),
    issuedAt: at('issued_at'),
  },
  (table) => [
    uniqueIndex('invoices_one_open')
      .on(table.orderId)
      .where(sql`status not in ('red_lettered', 'rejected', 'withdrawn')`),
    index('invoices_order').on(table.orderId),
    index('invoices_queue').on(table.status, table.id),
    index('invoices_ask').on(table.askAt).where(sql`ask_at is not null`),
  ],
)

export const invoiceLines = pgTable(
  'invoice_lines',
  {
    invoiceId: uuid('invoice_id')
      .notNull()
      .references(() => invoices.id),
    position: integer('position').notNull(),
    title: text('title').notNull(),
    amountMinor: minor('amount_minor').notNull(),
  },
  (table) => [primaryKey({ columns: [table.invoiceId, table.position] })],
)

/** The documents themselves, encrypted; only this domain's verb opens them. */
export const invoiceFiles = pgTable(
  'invoice_files',
  {
    invoiceId: uuid('invoice_id')
      .notNull()
      .references(() => invoices.id),
    part: text('part').$type<'blue' | 'red'>().notNull(),
    format: text('format').$type<'pdf' | 'ofd'>().notNull(),
    box: bytea('box').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.invoiceId, table.part] })],
)

export const invoiceHistory = pgTable(
  'invoice_history',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    invoiceId: uuid('invoice_id')
      .notNull()
      .references(() => invoices.id),
    fromStatus: text('from_status'),
    toStatus: text('to_status').notNull(),
    actor: text('actor').notNull(),
    reason: text('reason').notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('invoice_history_invoice').on(table.invoiceId, table.id)],
)
