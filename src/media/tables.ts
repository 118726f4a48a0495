import { bigint, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { people } from '#accounts/tables.ts'
import { at } from '#platform/postgres/columns.ts'

export const assets = pgTable(
  'assets',
  {
    id: uuid('id').primaryKey(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => people.id),
    /** picture · audio · video · file: what the bytes are, found by reading them. */
    kind: text('kind').notNull(),
    mime: text('mime').notNull(),
    name: text('name').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    sha256: text('sha256').notNull(),
    /** open: anyone may fetch it (covers, avatars) · guarded: only by a signed address. */
    exposure: text('exposure').notNull(),
    width: integer('width'),
    height: integer('height'),
    durationMs: integer('duration_ms'),
    createdAt: at('created_at').notNull(),
  },
  (table) => [index('assets_owner').on(table.ownerId, table.id)],
)

/** The stored forms of an asset: the original, and re-encoded widths of a picture. */
export const assetVariants = pgTable(
  'asset_variants',
  {
    assetId: uuid('asset_id')
      .notNull()
      .references(() => assets.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    mime: text('mime').notNull(),
    storageKey: text('storage_key').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    width: integer('width'),
    height: integer('height'),
  },
  (table) => [primaryKey({ columns: [table.assetId, table.name] })],
)
