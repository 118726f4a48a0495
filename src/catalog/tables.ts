import { sql } from 'drizzle-orm'
import {
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { people } from '#accounts/tables.ts'
import { assets } from '#media/tables.ts'
import { at } from '#platform/postgres/columns.ts'

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

export type Heading = { id: string; depth: number; text: string }

/** A written text, rendered once when saved. The paid half leaves only through readBody. */
export const bodies = pgTable('bodies', {
  id: uuid('id').primaryKey(),
  source: text('source').notNull(),
  freeHtml: text('free_html').notNull(),
  paidHtml: text('paid_html').notNull(),
  freeText: text('free_text').notNull(),
  paidText: text('paid_text').notNull(),
  headings: jsonb('headings').$type<Heading[]>().notNull(),
  /** Asset ids the text shows, so that a reader of it may be given their signed addresses. */
  assetIds: jsonb('asset_ids').$type<string[]>().notNull(),
  updatedAt: at('updated_at').notNull(),
})

export const categories = pgTable('categories', {
  id: uuid('id').primaryKey(),
  parentId: uuid('parent_id'),
  slug: text('slug').notNull().unique('categories_slug_key'),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  position: integer('position').notNull(),
})

export const tags = pgTable('tags', {
  id: uuid('id').primaryKey(),
  slug: text('slug').notNull().unique('tags_slug_key'),
  name: text('name').notNull(),
})

/** What is published: an article or a course. */
export const items = pgTable(
  'items',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').$type<'article' | 'course'>().notNull(),
    authorId: uuid('author_id')
      .notNull()
      .references(() => people.id),
    slug: text('slug').notNull().unique('items_slug_key'),
    title: text('title').notNull(),
    summary: text('summary').notNull().default(''),
    coverAssetId: uuid('cover_asset_id').references(() => assets.id),
    categoryId: uuid('category_id').references(() => categories.id),
    level: text('level').$type<'any' | 'beginner' | 'intermediate' | 'advanced'>().notNull(),
    language: text('language').notNull(),
    /** open: everything may be read by anyone · sold: the paid part needs an entitlement. */
    access: text('access').$type<'open' | 'sold'>().notNull(),
    status: text('status').$type<'draft' | 'scheduled' | 'published' | 'archived'>().notNull(),
    featured: boolean('featured').notNull().default(false),
    bodyId: uuid('body_id')
      .notNull()
      .references(() => bodies.id),
    publishAt: at('publish_at'),
    publishedAt: at('published_at'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
    /** Optimistic lock: a save names the version it changes. */
    version: integer('version').notNull().default(1),
  },
  (table) => [
    index('items_published')
      .on(table.publishedAt.desc(), table.id.desc())
      .where(sql`status = 'published'`),
    index('items_category').on(table.categoryId, table.publishedAt.desc()),
    index('items_author').on(table.authorId, table.id),
    index('items_scheduled').on(table.publishAt).where(sql`status = 'scheduled'`),
  ],
)

/** Every address an item ever had, so that the old ones lead to the new one. */
export const itemSlugs = pgTable('item_slugs', {
  slug: text('slug').primaryKey(),
  itemId: uuid('item_id')
    .notNull()
    .references(() => items.id, { onDelete: 'cascade' }),
  createdAt: at('created_at').notNull(),
})

export const itemTags = pgTable(
  'item_tags',
  {
    itemId: uuid('item_id')
      .notNull()
      .references(() => items.id, { onDelete: 'cascade' }),
    tagId: uuid('tag_id')
      .notNull()
      .references(() => tags.id),
  },
  (table) => [
    primaryKey({ columns: [table.itemId, table.tagId] }),
    index('item_tags_tag').on(table.tagId),
  ],
)

export const chapters = pgTable(
  'chapters',
  {
    id: uuid('id').primaryKey(),
    courseId: uuid('course_id')
      .notNull()
      .references(() => items.id, { onDelete: 'cascade' }),
    title: text('title').notNull(),
    position: integer('position').notNull(),
  },
  (table) => [index('chapters_course').on(table.courseId, table.position)],
)

export const lessons = pgTable(
  'lessons',
  {
    id: uuid('id').primaryKey(),
    courseId: uuid('course_id')
      .notNull()
      .references(() => items.id, { onDelete: 'cascade' }),
    chapterId: uuid('chapter_id')
      .notNull()
      .references(() => chapters.id, { onDelete: 'cascade' }),
    title: text('title').notNull(),
    kind: text('kind').$type<'text' | 'picture' | 'audio' | 'video'>().notNull(),
    bodyId: uuid('body_id')
      .notNull()
      .references(() => bodies.id),
    mediaAssetId: uuid('media_asset_id').references(() => assets.id),
    freePreview: boolean('free_preview').notNull().default(false),
    position: integer('position').notNull(),
  },
  (table) => [
    index('lessons_chapter').on(table.chapterId, table.position),
    index('lessons_course').on(table.courseId),
  ],
)

/** What search reads: segmented words by weight, and a flat line for typos and pinyin. */
export const searchDocuments = pgTable(
  'search_documents',
  {
    itemId: uuid('item_id')
      .primaryKey()
      .references(() => items.id, { onDelete: 'cascade' }),
    words: tsvector('words').notNull(),
    /** Title, tags and author with their pinyin and initials, for trigram similarity. */
    fuzzy: text('fuzzy').notNull(),
    /** Public text only: the source of every snippet. */
    publicText: text('public_text').notNull(),
  },
  (table) => [
    index('search_documents_words').using('gin', table.words),
    index('search_documents_fuzzy').using('gin', sql`${table.fuzzy} gin_trgm_ops`),
  ],
)
