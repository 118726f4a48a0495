import { eq } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { pathOf } from '../items/item.ts'
import { items } from '../tables.ts'
import { newestFirst } from './newest-first.ts'

/** sitemaps.org allows 50,000 addresses a file. */
const MAX_ADDRESSES = 49_000

export type SitemapEntry = { path: string; updatedAt: Date }

/** The addresses of everything published, the last changed first; public. */
export async function listForSitemap(ctx: Ctx): Promise<SitemapEntry[]> {
  const rows = await ctx.db
    .select({ kind: items.kind, slug: items.slug, updatedAt: items.updatedAt })
    .from(items)
    .where(eq(items.status, 'published'))
    .orderBy(...newestFirst)
    .limit(MAX_ADDRESSES)
  return rows.map(({ kind, slug, updatedAt }) => ({ path: pathOf(kind, slug), updatedAt }))
}
