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
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, minor } from '#platform/postgres/columns.ts'
import type { BillKind, BillLine } from '../bill.ts'
import type { ProviderName } from '../provider.ts'

/** Totals of a bill by currency, as decimal texts; `moved` is what the balance moved by. */
export type BillSums = Record<
  string,
  { paidMinor: string; backMinor: string; feeE5: string; movedMinor: string }
>

/** One bill of one day to be fetched and matched; the row is also the place in the queue. */
export const billRuns = pgTable(
  'bill_runs',
  {
    id: uuid('id').primaryKey(),
    provider: text('provider').$type<ProviderName>().notNull(),
    account: text('account').notNull(),
    /** `yyyy-MM-dd` in the gateway's own zone. */
    date: text('date').notNull(),
    kind: text('kind').$type<BillKind>().notNull(),
    /** wanted → matching → done; `failed` is tried again too, after a person was alarmed. */
    state: text('state').$type<'wanted' | 'matching' | 'done' | 'failed'>().notNull(),
    /** When to fetch it next; null once it is done. */
    tryAt: at('try_at'),
    /** How often in a row it did not come to its end. */
    tries: integer('tries').notNull().default(0),
    /** Counts every fetch ever begun. */
    attempt: integer('attempt').notNull().default(0),
    /** The attempt whose lines are believed; null before the first whole bill. */
    take: integer('take'),
    lines: integer('lines').notNull().default(0),
    matched: integer('matched').notNull().default(0),
    sums: jsonb('sums').$type<BillSums>().notNull().default({}),
    error: text('error'),
    createdAt: at('created_at').notNull(),
    finishedAt: at('finished_at'),
  },
  (table) => [
    uniqueIndex('bill_runs_key').on(table.provider, table.account, table.date, table.kind),
    index('bill_runs_try').on(table.tryAt).where(sql`try_at is not null`),
  ],
)

/** The lines of a trade bill as the gateway told them; only those of a run's `take` count. */
export const billLines = pgTable(
  'bill_lines',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => billRuns.id),
    take: integer('take').notNull(),
    lineNo: integer('line_no').notNull(),
    kind: text('kind').$type<BillLine['kind']>().notNull(),
    /** By what it is matched: our number of the payment, or of the refund. */
    subject: text('subject').notNull(),
    outTradeNo: text('out_trade_no').notNull(),
    tradeNo: text('trade_no').notNull(),
    currency: text('currency').notNull(),
    amountMinor: minor('amount_minor').notNull(),
    feeE5: bigint('fee_e5', { mode: 'bigint' }).notNull(),
    /** The fee rounded to the minor unit. */
    feeMinor: minor('fee_minor').notNull(),
    /** Its share of the bill's rounded total: over all lines these sum to it exactly. */
    feeShareMinor: minor('fee_share_minor').notNull(),
    status: text('status').$type<BillLine['status']>().notNull(),
    at: at('at'),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.take, table.lineNo] }),
    index('bill_lines_subject').on(table.subject),
  ],
)

export const differenceKinds = [
  'missing_here',
  'missing_there',
  'amount',
  'status',
  'duplicate_row',
  'fee',
  'funds',
] as const
export type DifferenceKind = (typeof differenceKinds)[number]

/**
 * Where a bill and this site say different things: one row for each thing and day, however often
 * the bill is matched. Every change of state is copied to the history by a trigger.
 */
export const billDifferences = pgTable(
  'bill_differences',
  {
    id: uuid('id').primaryKey(),
    runId: uuid('run_id')
      .notNull()
      .references(() => billRuns.id),
    provider: text('provider').$type<ProviderName>().notNull(),
    account: text('account').notNull(),
    date: text('date').notNull(),
    kind: text('kind').$type<DifferenceKind>().notNull(),
    about: text('about').$type<'payment' | 'refund' | 'funds'>().notNull(),
    /** Our number of the payment or refund; the currency for `funds`. */
    subject: text('subject').notNull(),
    tradeNo: text('trade_no').notNull().default(''),
    /** Null for a number that this site never gave out. */
    chargeId: uuid('charge_id'),
    refundId: uuid('refund_id'),
    currency: text('currency').notNull(),
    theirsMinor: minor('theirs_minor'),
    oursMinor: minor('ours_minor'),
    theirStatus: text('their_status'),
    ourStatus: text('our_status'),
    state: text('state').$type<'open' | 'healed' | 'resolved'>().notNull(),
    /** When the gateway is asked next about it; null when only a person can help. */
    askAt: at('ask_at'),
    asked: integer('asked').notNull().default(0),
    /** The run's attempt that saw it last. */
    seen: integer('seen').notNull(),
    foundAt: at('found_at').notNull(),
    /** When it was part of an alarm. */
    toldAt: at('told_at'),
    changedAt: at('changed_at').notNull(),
    changedBy: text('changed_by').notNull(),
    note: text('note').notNull().default(''),
  },
  (table) => [
    uniqueIndex('bill_differences_key').on(
      table.provider,
      table.account,
      table.date,
      table.kind,
      table.about,
      table.subject,
    ),
    index('bill_differences_ask').on(table.askAt).where(sql`ask_at is not null`),
    index('bill_differences_open').on(table.foundAt).where(sql`state = 'open'`),
  ],
)

export const billDifferenceHistory = pgTable(
  'bill_difference_history',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    differenceId: uuid('difference_id')
      .notNull()
      .references(() => billDifferences.id),
    fromState: text('from_state'),
    toState: text('to_state').notNull(),
    actor: text('actor').notNull(),
    note: text('note').notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('bill_difference_history_key').on(table.differenceId, table.id)],
)
