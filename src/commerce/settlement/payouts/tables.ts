import { sql } from 'drizzle-orm'
import { bigserial, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { people } from '#accounts/tables.ts'
import { at, minor } from '#platform/postgres/columns.ts'

/** Where a creator wants to be paid. `details` is encrypted; `hint` is what pages may show. */
export const payoutAccounts = pgTable('payout_accounts', {
  personId: uuid('person_id')
    .primaryKey()
    .references(() => people.id),
  method: text('method').$type<'alipay' | 'wechat' | 'bank'>().notNull(),
  details: text('details').notNull(),
  hint: text('hint').notNull(),
  /** Asks for a payout by itself from this much on; null: only when asked. */
  autoFromMinor: minor('auto_from_minor'),
  updatedAt: at('updated_at').notNull(),
})

/** Money on its way to a creator, to the account that they had when they asked. */
export const payouts = pgTable(
  'payouts',
  {
    id: uuid('id').primaryKey(),
    /** Also the number at the gateway: one number is one transfer. */
    number: text('number').notNull().unique('payouts_number_key'),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    amountMinor: minor('amount_minor').notNull(),
    currency: text('currency').notNull(),
    method: text('method').$type<'alipay' | 'wechat' | 'bank'>().notNull(),
    details: text('details').notNull(),
    hint: text('hint').notNull(),
    status: text('status')
      .$type<'requested' | 'approved' | 'sending' | 'paid' | 'failed' | 'cancelled'>()
      .notNull(),
    requestedBy: text('requested_by').notNull(),
    approvedBy: text('approved_by'),
    /** The bank's reference, typed by who paid by hand. */
    proof: text('proof'),
    tradeNo: text('trade_no'),
    code: text('code'),
    /** What the payee's wallet needs to confirm the transfer. */
    confirm: text('confirm'),
    askAt: at('ask_at'),
    asked: integer('asked').notNull().default(0),
    createdAt: at('created_at').notNull(),
    finishedAt: at('finished_at'),
  },
  (table) => [
    index('payouts_person').on(table.personId, table.id.desc()),
    index('payouts_ask').on(table.askAt).where(sql`ask_at is not null`),
  ],
)

export const payoutHistory = pgTable(
  'payout_history',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    payoutId: uuid('payout_id')
      .notNull()
      .references(() => payouts.id),
    fromStatus: text('from_status'),
    toStatus: text('to_status').notNull(),
    actor: text('actor').notNull(),
    reason: text('reason').notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('payout_history_payout').on(table.payoutId, table.id)],
)
