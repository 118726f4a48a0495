import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { people } from '#accounts/tables.ts'
import { items } from '#catalog/tables.ts'
import { at } from '#platform/postgres/columns.ts'

const person = () =>
  uuid('person_id')
    .notNull()
    .references(() => people.id, { onDelete: 'cascade' })

/** How a member looked at an item's page: one row a pair, looks within half an hour being one. */
export const itemViews = pgTable(
  'item_views',
  {
    personId: person(),
    itemId: uuid('item_id')
      .notNull()
      .references(() => items.id, { onDelete: 'cascade' }),
    firstAt: at('first_at').notNull(),
    lastAt: at('last_at').notNull(),
    times: integer('times').notNull(),
    /** The longest look, in milliseconds. */
    dwellMs: integer('dwell_ms').notNull(),
    /** How far down the furthest look went, 0–100. */
    depth: smallint('depth').notNull(),
    /** Whether a search ever led here. */
    fromSearch: boolean('from_search').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.itemId] }),
    index('item_views_item').on(table.itemId),
  ],
)

/** What one look at the audience found, of each kind; the current one of a kind holds. */
export const analyses = pgTable(
  'analyses',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind')
      .$type<'segments' | 'purchase' | 'churn' | 'refund' | 'rules' | 'next_action'>()
      .notNull(),
    /** ready · not_enough (data; see scores) · no_better (than saying the base rate to all). */
    state: text('state').$type<'ready' | 'not_enough' | 'no_better'>().notNull(),
    /** People, purchases or baskets that were looked at. */
    size: integer('size').notNull(),
    parameters: jsonb('parameters').notNull(),
    /** Cross-validated figures and the calibration curve, or how much is there and needed. */
    scores: jsonb('scores').notNull(),
    /** Aggregates only; null where nothing is to be asked of it later. */
    model: jsonb('model'),
    madeAt: at('made_at').notNull(),
    current: boolean('current').notNull(),
  },
  (table) => [
    uniqueIndex('analyses_one_current').on(table.kind).where(sql`${table.current}`),
    index('analyses_recent').on(table.kind, table.madeAt.desc()),
  ],
)

/** Which day's look at the audience was taken up, so that of many workers one does it. */
export const analysisRuns = pgTable('analysis_runs', {
  day: text('day').primaryKey(),
  startedAt: at('started_at').notNull(),
})

/** A group of people who do alike; at least a handful of them. */
export const segments = pgTable(
  'segments',
  {
    id: uuid('id').primaryKey(),
    analysisId: uuid('analysis_id')
      .notNull()
      .references(() => analyses.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    size: integer('size').notNull(),
    /** The mean of each feature among its people. */
    centroid: jsonb('centroid').$type<Record<string, number>>().notNull(),
  },
  (table) => [index('segments_analysis').on(table.analysisId)],
)

export const segmentMembers = pgTable(
  'segment_members',
  {
    personId: person().primaryKey(),
    segmentId: uuid('segment_id')
      .notNull()
      .references(() => segments.id, { onDelete: 'cascade' }),
  },
  (table) => [index('segment_members_segment').on(table.segmentId, table.personId)],
)

/** How likely a person is to do something, and what says so. */
export const propensities = pgTable(
  'propensities',
  {
    personId: person(),
    kind: text('kind').$type<'purchase' | 'churn' | 'refund'>().notNull(),
    analysisId: uuid('analysis_id')
      .notNull()
      .references(() => analyses.id, { onDelete: 'cascade' }),
    probability: doublePrecision('probability').notNull(),
    reasons: jsonb('reasons')
      .$type<{ feature: string; share: number; value: number | null }[]>()
      .notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.kind] }),
    index('propensities_likely').on(table.kind, table.probability.desc(), table.personId),
    check('propensities_probability', sql`${table.probability} between 0 and 1`),
  ],
)

/** Who bought all of the antecedent tends to have bought the consequent. */
export const itemRules = pgTable(
  'item_rules',
  {
    analysisId: uuid('analysis_id')
      .notNull()
      .references(() => analyses.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    antecedent: uuid('antecedent').array().notNull(),
    consequent: uuid('consequent')
      .notNull()
      .references(() => items.id, { onDelete: 'cascade' }),
    support: doublePrecision('support').notNull(),
    confidence: doublePrecision('confidence').notNull(),
    lift: doublePrecision('lift').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.analysisId, table.position] }),
    index('item_rules_antecedent').using('gin', table.antecedent),
  ],
)

/** What a person told of themselves for statistics. A row is their consent; there is no other. */
export const personTraits = pgTable(
  'person_traits',
  {
    personId: person(),
    trait: text('trait').$type<'age_range' | 'gender' | 'profession'>().notNull(),
    value: text('value').notNull(),
    consentedAt: at('consented_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.trait] })],
)

/** Who agreed to letters from the site's creator. A row is the consent; there is no other. */
export const letterConsents = pgTable('letter_consents', {
  personId: person().primaryKey(),
  agreedAt: at('agreed_at').notNull(),
})

/** A letter to a segment, by the number of the form it was written in: sent once. */
export const letters = pgTable('letters', {
  id: uuid('id').primaryKey(),
  segmentKey: text('segment_key').notNull(),
  subject: text('subject').notNull(),
  body: text('body').notNull(),
  recipients: integer('recipients').notNull(),
  sentAt: at('sent_at').notNull(),
})

/** Who was written to on which day of Shanghai, so that nobody is twice. */
export const letterDeliveries = pgTable(
  'letter_deliveries',
  {
    personId: person(),
    day: text('day').notNull(),
    letterId: uuid('letter_id')
      .notNull()
      .references(() => letters.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.day] }),
    index('letter_deliveries_letter').on(table.letterId),
  ],
)
