import { asc, eq, inArray, sql } from 'drizzle-orm'
import * as catalog from '#catalog'
import { categories, items, itemTags, searchDocuments, tags } from '#catalog/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { Description } from '../text/item-features.ts'

/** A title says more than any sentence. */
const TITLE_TIMES = 3
/** Characters of a text that say what it is about. */
const MAX_TEXT = 20_000
const AT_ONCE = 200

/**
 * What each item is about, by id: the words of its title and public text, its tags and category.
 * What is sold is left out: words that a reason names are never those that somebody has to pay for.
 */
export async function readDocuments(
  ctx: Ctx,
  itemIds: readonly string[],
): Promise<Map<string, Description>> {
  const found = new Map<string, Description>()
  for (let from = 0; from < itemIds.length; from += AT_ONCE) {
    for (const row of await readSome(ctx, itemIds.slice(from, from + AT_ONCE))) {
      const { id, title, text, tagged, category } = row
      const titleWords = catalog.segment(title)
      const words = [
        ...Array.from({ length: TITLE_TIMES }, () => titleWords).flat(),
        ...catalog.segment((text ?? '').slice(0, MAX_TEXT)),
      ]
      found.set(id, { words, tags: [...tagged, ...(category ? [`category:${category}`] : [])] })
    }
  }
  return found
}

async function readSome(ctx: Ctx, ids: readonly string[]) {
  return ctx.db
    .select({
      id: items.id,
      title: items.title,
      text: searchDocuments.publicText,
      category: categories.slug,
      tagged: sql<string[]>`coalesce((select json_agg(${tags.name} order by ${tags.slug})
        from ${itemTags} join ${tags} on ${tags.id} = ${itemTags.tagId}
        where ${itemTags.itemId} = ${items.id}), '[]')`,
    })
    .from(items)
    .leftJoin(searchDocuments, eq(searchDocuments.itemId, items.id))
    .leftJoin(categories, eq(categories.id, items.categoryId))
    .where(inArray(items.id, [...ids]))
    .orderBy(asc(items.id))
}
