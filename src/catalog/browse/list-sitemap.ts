import { and, asc, eq, gt } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { isId } from '#kernel/ids.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { ItemKind } from '../items/item.ts'
import { items } from '../tables.ts'

/** sitemaps.org allows 50,000 addresses a file; an item may stand for several. */
const SITEMAP_SIZE = 10_000

export type SitemapEntry = {
  id: string
  kind: ItemKind
  slug: string
  author: string
  updatedAt: Date
}

/** Every published item by id, in pages the size of a sitemap file; public. */
export async function listSitemap(ctx: Ctx, after?: string): Promise<Page<SitemapEntry>> {
  const { id, kind, slug, updatedAt } = items
  const rows = await ctx.db
    .select({ id, kind, slug, updatedAt, author: people.username })
    .from(items)
    .innerJoin(people, eq(people.id, items.authorId))
    .where(
      and(eq(items.status, 'published'), after && isId(after) ? gt(items.id, after) : undefined),
    )
    .orderBy(asc(items.id))
    .limit(SITEMAP_SIZE + 1)
  return pageOf(rows, SITEMAP_SIZE, (row) => row.id)
}
