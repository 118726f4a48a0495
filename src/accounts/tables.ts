import { sql } from 'drizzle-orm'
import { boolean, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at } from '#platform/postgres/columns.ts'

/** People; the columns up to `displayUsername` are better-auth's `user` model. */
export const people = pgTable(
  'people',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    email: text('email').notNull(),
    emailVerified: boolean('email_verified').notNull().default(false),
    image: text('image'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
    username: text('username').notNull(),
    displayUsername: text('display_username').notNull(),
    bio: text('bio').notNull().default(''),
    website: text('website').notNull().default(''),
    suspendedAt: at('suspended_at'),
  },
  (table) => [
    uniqueIndex('people_email_key').on(sql`lower(${table.email})`),
    uniqueIndex('people_username_key').on(sql`lower(${table.username})`),
  ],
)

export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    token: text('token').notNull().unique('sessions_token_key'),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    expiresAt: at('expires_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [index('sessions_person').on(table.personId)],
)

/** A way to prove who one is: a password hash, later a linked identity. better-auth's `account`. */
export const credentials = pgTable(
  'credentials',
  {
    id: uuid('id').primaryKey(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    providerId: text('provider_id').notNull(),
    accountId: text('account_id').notNull(),
    password: text('password'),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: at('access_token_expires_at'),
    refreshTokenExpiresAt: at('refresh_token_expires_at'),
    scope: text('scope'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [uniqueIndex('credentials_account_key').on(table.providerId, table.accountId)],
)

/** One-time values (password reset); better-auth's `verification`. */
export const verifications = pgTable(
  'verifications',
  {
    id: uuid('id').primaryKey(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: at('expires_at').notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [index('verifications_identifier').on(table.identifier)],
)

export const personRoles = pgTable(
  'person_roles',
  {
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    role: text('role').notNull(),
    grantedAt: at('granted_at').notNull(),
    grantedBy: text('granted_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.role] })],
)
