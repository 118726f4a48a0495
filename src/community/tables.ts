import { sql } from 'drizzle-orm'
import { check, index, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { people } from '#accounts/tables.ts'
import { items } from '#catalog/tables.ts'
import { at } from '#platform/postgres/columns.ts'

/** What a person liked 赞 or put aside for later 收藏. */
export const marks = pgTable(
  'marks',
  {
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    itemId: uuid('item_id')
      .notNull()
      .references(() => items.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<'like' | 'bookmark'>().notNull(),
    markedAt: at('marked_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.itemId, table.kind] }),
    index('marks_item').on(table.itemId, table.kind),
  ],
)

/** One to five stars, one row a person and item; only who may open all of it rates it. */
export const ratings = pgTable(
  'ratings',
  {
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    itemId: uuid('item_id')
      .notNull()
      .references(() => items.id, { onDelete: 'cascade' }),
    stars: smallint('stars').notNull(),
    ratedAt: at('rated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.itemId] }),
    index('ratings_item').on(table.itemId),
    check('ratings_stars', sql`${table.stars} between 1 and 5`),
  ],
)
