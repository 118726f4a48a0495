import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { people } from '#accounts/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { parsedItem } from '../authoring/item-input.ts'
import { pathOf } from '../items/item.ts'
import { bodies, items } from '../tables.ts'
import { newestFirst } from './newest-first.ts'

/** What feed readers fetch at once. */
const FEED_SIZE = 30

export const feedFilter = z.strictObject({ author: z.string().max(80).optional() })

export type FeedEntry = {
  path: string
  title: string
  summary: string
  language: string
  author: string
  publishedAt: Date
  updatedAt: Date
  /** The free part only, without pictures' addresses: never a word of what is sold. */
  freeText: string
}

/** The newest published items for a feed; public. */
export async function listForFeed(
  ctx: Ctx,
  input: z.input<typeof feedFilter> = {},
): Promise<FeedEntry[]> {
  const { author: by } = parsedItem(feedFilter, input)
  const { kind, slug, title, summary, language, publishedAt, updatedAt } = items
  const rows = await ctx.db
    .select({
      ...{ kind, slug, title, summary, language, publishedAt, updatedAt },
      author: people.name,
      freeText: bodies.freeText,
    })
    .from(items)
    .innerJoin(people, eq(people.id, items.authorId))
    .innerJoin(bodies, eq(bodies.id, items.bodyId))
    .where(
      and(
        eq(items.status, 'published'),
        by === undefined ? undefined : sql`lower(${people.username}) = ${by.toLowerCase()}`,
      ),
    )
    .orderBy(...newestFirst)
    .limit(FEED_SIZE)
  return rows.map(({ kind, slug, ...row }) => ({
    ...row,
    path: pathOf(kind, slug),
    publishedAt: row.publishedAt ?? row.updatedAt,
  }))
}
