import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { people } from '#accounts/tables.ts'
import { items } from '#catalog/tables.ts'
import { at, minor } from '#platform/postgres/columns.ts'
import { orderLines } from '../tables.ts'

/** What a coupon takes off, of which item (null: of any), until when. */
export const couponCampaigns = pgTable(
  'coupon_campaigns',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    itemId: uuid('item_id').references(() => items.id, { onDelete: 'cascade' }),
    /** Either this or an amount. */
    percentOff: integer('percent_off'),
    amountOffMinor: minor('amount_off_minor'),
    currency: text('currency').notNull(),
    validUntil: at('valid_until').notNull(),
    /** How many orders together may use it; null for as many as hold it. */
    maxUses: integer('max_uses'),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => people.id),
    createdAt: at('created_at').notNull(),
    endedAt: at('ended_at'),
  },
  (table) => [index('coupon_campaigns_item').on(table.itemId)],
)

/**
 * One person's coupon of a campaign: free, held by a line of an open order, or used by a line of a
 * completed one. Nobody else can use it, so there is no code to guess.
 */
export const couponGrants = pgTable(
  'coupon_grants',
  {
    id: uuid('id').primaryKey(),
    campaignId: uuid('campaign_id')
      .notNull()
      .references(() => couponCampaigns.id, { onDelete: 'cascade' }),
    /** It goes with the person; a line that names it keeps both, as it keeps its buyer. */
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    grantedAt: at('granted_at').notNull(),
    orderId: uuid('order_id'),
    position: integer('position'),
    usedAt: at('used_at'),
  },
  (table) => [
    uniqueIndex('coupon_grants_one_each').on(table.campaignId, table.personId),
    index('coupon_grants_person').on(table.personId, table.id.desc()),
    index('coupon_grants_spent').on(table.campaignId).where(sql`order_id is not null`),
    uniqueIndex('coupon_grants_line')
      .on(table.orderId, table.position)
      .where(sql`order_id is not null`),
    foreignKey({
      name: 'coupon_grants_line_fk',
      columns: [table.orderId, table.position],
      foreignColumns: [orderLines.orderId as AnyPgColumn, orderLines.position as AnyPgColumn],
    }),
  ],
)
