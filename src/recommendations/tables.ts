import { sql } from 'drizzle-orm'
import {
  bigserial,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { people } from '#accounts/tables.ts'
import { items } from '#catalog/tables.ts'
import { at } from '#platform/postgres/columns.ts'

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

const person = () =>
  uuid('person_id')
    .notNull()
    .references(() => people.id, { onDelete: 'cascade' })
const item = () =>
  uuid('item_id')
    .notNull()
    .references(() => items.id, { onDelete: 'cascade' })

/** “Not interested”: the item is never shown to this person by itself again. */
export const dismissals = pgTable(
  'dismissals',
  { personId: person(), itemId: item(), dismissedAt: at('dismissed_at').notNull() },
  (table) => [primaryKey({ columns: [table.personId, table.itemId] })],
)

/** What a person said about being recommended to; without a row the site's default holds. */
export const recommendationChoices = pgTable('recommendation_choices', {
  personId: person().primaryKey(),
  /** Null: never asked. */
  personalised: boolean('personalised'),
  /** Whether the weekly e-mail is wanted. */
  digest: boolean('digest').notNull().default(false),
  digestSentAt: at('digest_sent_at'),
  /** When the e-mail was last made, though nothing may have been fit to send. */
  digestTriedAt: at('digest_tried_at'),
  changedAt: at('changed_at').notNull(),
})

/** A trained model and its card; its arrays are in `model_parts`. At most one is served. */
export const models = pgTable(
  'models',
  {
    id: uuid('id').primaryKey(),
    trainingId: uuid('training_id').notNull(),
    kind: text('kind').notNull(),
    state: text('state').$type<'ready' | 'serving' | 'retired'>().notNull(),
    parameters: jsonb('parameters').$type<Record<string, number | string>>().notNull(),
    /** What it learnt from, how it was judged and against what: see `model-card.ts`. */
    card: jsonb('card').notNull(),
    /** Whether its numbers hold rows of single people, so that it goes when one of them does. */
    holdsPeople: boolean('holds_people').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('models_one_serving').on(table.state).where(sql`state = 'serving'`),
    index('models_recent').on(table.createdAt.desc()),
  ],
)

export const modelParts = pgTable(
  'model_parts',
  {
    modelId: uuid('model_id')
      .notNull()
      .references(() => models.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.modelId, table.number] })],
)

/** One search for a model: resumable, as every finished trial is kept. */
export const trainings = pgTable(
  'trainings',
  {
    id: uuid('id').primaryKey(),
    state: text('state').$type<'due' | 'running' | 'done' | 'failed'>().notNull(),
    /** Who asked: a schedule or a person. */
    askedBy: text('asked_by').notNull(),
    /** Signals after this moment are not seen. */
    until: at('until').notNull(),
    trials: jsonb('trials').notNull().default([]),
    outcome: jsonb('outcome'),
    error: text('error'),
    /** Another worker may take it from here on. */
    leasedUntil: at('leased_until'),
    createdAt: at('created_at').notNull(),
    endedAt: at('ended_at'),
  },
  (table) => [
    index('trainings_recent').on(table.createdAt.desc()),
    uniqueIndex('trainings_one_open').on(sql`(true)`).where(sql`state in ('due', 'running')`),
  ],
)

/** What an item published after the served model was trained is like: content alone knows. */
export const freshNeighbours = pgTable(
  'fresh_neighbours',
  {
    itemId: item(),
    neighbourId: uuid('neighbour_id')
      .notNull()
      .references(() => items.id, { onDelete: 'cascade' }),
    similarity: real('similarity').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.itemId, table.neighbourId] }),
    index('fresh_neighbours_neighbour').on(table.neighbourId),
  ],
)

/** What was shown to whom, by which model, and whether they followed: once a day and item. */
export const exposures = pgTable(
  'exposures',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    personId: person(),
    itemId: item(),
    /** Shanghai's day. */
    day: text('day').notNull(),
    place: text('place').$type<'shelf' | 'because' | 'digest'>().notNull(),
    arm: text('arm').$type<'model' | 'control'>().notNull(),
    modelId: uuid('model_id'),
    rank: smallint('rank').notNull(),
    shownAt: at('shown_at').notNull(),
    clickedAt: at('clicked_at'),
  },
  (table) => [
    uniqueIndex('exposures_once').on(table.personId, table.itemId, table.place, table.day),
    index('exposures_recent').on(table.shownAt),
  ],
)
