import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { people } from '#accounts/tables.ts'
import { invalid } from '#kernel/errors.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import type { Ctx } from '#platform/ctx.ts'
import { parsedItem } from '../authoring/item-input.ts'
import { accesses, kinds, levels } from '../items/item.ts'
import { categories, items, itemTags, tags } from '../tables.ts'
import { cardsWhere, type ItemCard } from './card.ts'
import { newestFirst } from './newest-first.ts'

const PAGE_SIZE = 24
const MAX_PAGE_SIZE = 100

export const itemFilter = z.strictObject({
  category: z.string().max(80).optional(),
  tag: z.string().max(80).optional(),
  kind: z.enum(kinds).optional(),
  level: z.enum(levels).optional(),
  access: z.enum(accesses).optional(),
  author: z.string().max(80).optional(),
  featured: z.boolean().optional(),
  sort: z.enum(['newest', 'title']).default('newest'),
  after: z.string().max(400).optional(),
  limit: z.int().min(1).max(MAX_PAGE_SIZE).default(PAGE_SIZE),
})
export type ItemFilter = z.output<typeof itemFilter>

/**
 * Published items, a page at a time. Unknown categories, tags and authors hold nothing; a cursor
 * that this list did not give is `page.bad_cursor`.
 */
export async function listItems(
  ctx: Ctx,
  input: z.input<typeof itemFilter> = {},
): Promise<Page<ItemCard>> {
  const filter = parsedItem(itemFilter, input)
  const { sort, limit, after } = filter
  const rows = await cardsWhere(ctx, {
    where: and(itemsMatching(filter), after === undefined ? undefined : isAfter(sort, after)),
    orderBy: sort === 'title' ? [asc(items.title), asc(items.id)] : newestFirst,
    limit: limit + 1,
  })
  return pageOf(rows, limit, (card) => cursorOf(sort, card))
}

/** The condition of a filter on published items, for whoever lists them in an order of its own. */
export function itemsMatching(filter: ItemFilter): SQL | undefined {
  const { category, tag, kind, level, access, author, featured } = filter
  return and(
    eq(items.status, 'published'),
    kind && eq(items.kind, kind),
    level && eq(items.level, level),
    access && eq(items.access, access),
    featured === undefined ? undefined : eq(items.featured, featured),
    author === undefined ? undefined : sql`lower(${people.username}) = ${author.toLowerCase()}`,
    category === undefined ? undefined : inArray(items.categoryId, withinCategory(category)),
    tag === undefined ? undefined : inArray(items.id, taggedWith(tag)),
  )
}

/** The category and all below it; UNION ends even where a cycle had crept in. */
function withinCategory(slug: string): SQL {
  return sql`(with recursive within as (
    select ${categories.id} from ${categories} where ${eq(categories.slug, slug)}
    union select c.id from categories c join within on c.parent_id = within.id
  ) select id from within)`
}

function taggedWith(slug: string): SQL {
  return sql`(select ${itemTags.itemId} from ${itemTags}
    join ${tags} on ${eq(tags.id, itemTags.tagId)} where ${eq(tags.slug, slug)})`
}

function cursorOf(sort: ItemFilter['sort'], { id, title, publishedAt }: ItemCard): string {
  const key = sort === 'title' ? title : String(publishedAt?.getTime() ?? 0)
  return Buffer.from(JSON.stringify([key, id])).toString('base64url')
}

function isAfter(sort: ItemFilter['sort'], cursor: string): SQL | undefined {
  const [key, id] = readCursor(cursor)
  if (sort === 'title') return sql`(${items.title}, ${items.id}) > (${key}, ${id}::uuid)`
  const at = new Date(Number(key))
  if (Number.isNaN(at.getTime())) throw invalid('page.bad_cursor')
  return sql`(${items.publishedAt}, ${items.id}) < (${at.toISOString()}::timestamptz, ${id}::uuid)`
}

const cursorShape = z.tuple([z.string().max(200), z.uuid()])

function readCursor(cursor: string): [string, string] {
  try {
    return cursorShape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw invalid('page.bad_cursor')
  }
}
