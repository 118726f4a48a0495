import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { people } from '#accounts/tables.ts'
import { items, lessons } from '#catalog/tables.ts'
import { at } from '#platform/postgres/columns.ts'

/** The only source of “may this person open this”. */
export const entitlements = pgTable(
  'entitlements',
  {
    id: uuid('id').primaryKey(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    itemId: uuid('item_id')
      .notNull()
      .references(() => items.id),
    /**
     * What granted it: order · staff · grace (while a renewal is being paid); with the source's id
     * it is the key of the effect.
     */
    sourceKind: text('source_kind').$type<'order' | 'staff' | 'grace'>().notNull(),
    sourceId: text('source_id').notNull(),
    startsAt: at('starts_at').notNull(),
    endsAt: at('ends_at'),
    revokedAt: at('revoked_at'),
    revokeReason: text('revoke_reason'),
  },
  (table) => [
    uniqueIndex('entitlements_source_key').on(table.sourceKind, table.sourceId, table.itemId),
    index('entitlements_person_item').on(table.personId, table.itemId),
  ],
)

/** Where a person stands in a lesson or, for an article, in the item itself. */
export const lessonProgress = pgTable(
  'lesson_progress',
  {
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    lessonId: uuid('lesson_id')
      .notNull()
      .references(() => lessons.id, { onDelete: 'cascade' }),
    courseId: uuid('course_id')
      .notNull()
      .references(() => items.id, { onDelete: 'cascade' }),
    positionMs: integer('position_ms').notNull(),
    /** 0–100; grows only. */
    percent: integer('percent').notNull(),
    completedAt: at('completed_at'),
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.lessonId] }),
    index('lesson_progress_recent').on(table.personId, table.updatedAt.desc()),
  ],
)

/**
 * When a person opened what they hold: what a refund counts as used, and the evidence of a dispute.
 * One row a content (the lesson, or the item itself); looks within a few minutes count as one.
 */
export const openings = pgTable(
  'openings',
  {
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    itemId: uuid('item_id')
      .notNull()
      .references(() => items.id, { onDelete: 'cascade' }),
    contentId: uuid('content_id').notNull(),
    firstAt: at('first_at').notNull(),
    lastAt: at('last_at').notNull(),
    times: integer('times').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.contentId] }),
    index('openings_item').on(table.personId, table.itemId),
  ],
)
