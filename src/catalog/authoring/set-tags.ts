import { eq, inArray } from 'drizzle-orm'
import { newId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { tagSlugOf } from '../items/slug.ts'
import { itemTags, tags } from '../tables.ts'

/** Replaces an item's tags; a tag is made when it is first used, and is one whatever its case. */
export async function setTags(ctx: Ctx, itemId: string, names: readonly string[]): Promise<void> {
  const bySlug = new Map<string, string>()
  for (const name of names) {
    const slug = tagSlugOf(name)
    if (slug && !bySlug.has(slug)) bySlug.set(slug, name.normalize('NFKC').trim())
  }
  await ctx.db.delete(itemTags).where(eq(itemTags.itemId, itemId))
  if (bySlug.size === 0) return
  const slugs = [...bySlug.keys()].sort()
  await ctx.db
    .insert(tags)
    .values(slugs.map((slug) => ({ id: newId(ctx.now), slug, name: bySlug.get(slug) ?? slug })))
    .onConflictDoNothing()
  const rows = await ctx.db.select({ id: tags.id }).from(tags).where(inArray(tags.slug, slugs))
  await ctx.db.insert(itemTags).values(rows.map(({ id }) => ({ itemId, tagId: id })))
}
