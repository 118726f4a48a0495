import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { people } from '#accounts/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { parsedItem } from '../authoring/item-input.ts'
import type { ItemKind } from '../items/item.ts'
import { bodies, items } from '../tables.ts'
import { newestFirst } from './newest-first.ts'

/** What feed readers fetch at once. */
const FEED_SIZE = 30

export const feedFilter = z.strictObject({ author: z.string().max(80).optional() })

export type FeedEntry = {
  id: string
  kind: ItemKind
  slug: string
  title: string
  summary: string
  language: string
  authorName: string
  publishedAt: Date
  updatedAt: Date
  /** The free part only, without pictures' addresses: never a word of what is sold. */
  freeText: string
}

/** The newest published items for a feed; public. */
export async function listFeed(
  ctx: Ctx,
  input: z.input<typeof feedFilter> = {},
): Promise<FeedEntry[]> {
  const { author } = parsedItem(feedFilter, input)
  const { id, kind, slug, title, summary, language, publishedAt, updatedAt } = items
  const rows = await ctx.db
    .select({
      ...{ id, kind, slug, title, summary, language, publishedAt, updatedAt },
      authorName: people.name,
      freeText: bodies.freeText,
    })
    .from(items)
    .innerJoin(people, eq(people.id, items.authorId))
    .innerJoin(bodies, eq(bodies.id, items.bodyId))
    .where(
      and(
        eq(items.status, 'published'),
        author === undefined ? undefined : sql`lower(${people.username}) = ${author.toLowerCase()}`,
      ),
    )
    .orderBy(...newestFirst)
    .limit(FEED_SIZE)
  return rows.map((row) => ({ ...row, publishedAt: row.publishedAt ?? row.updatedAt }))
}
