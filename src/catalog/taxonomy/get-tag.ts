import { and, eq } from 'drizzle-orm'
import { notFound } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { items, itemTags, tags } from '../tables.ts'

/** A tag that something published carries, for its page. Throws `tag.not_found`. */
export async function getTag(ctx: Ctx, slug: string): Promise<{ slug: string; name: string }> {
  const [row] = await ctx.db
    .select({ slug: tags.slug, name: tags.name })
    .from(tags)
    .innerJoin(itemTags, eq(itemTags.tagId, tags.id))
    .innerJoin(items, eq(items.id, itemTags.itemId))
    .where(and(eq(tags.slug, slug), eq(items.status, 'published')))
    .limit(1)
  if (!row) throw notFound('tag.not_found', { slug })
  return row
}
