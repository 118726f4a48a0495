import { asc, count, desc, eq } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { items, itemTags, tags } from '../tables.ts'

/** A page of tags that a person can take in. */
const MAX_TAGS = 200

export type TagCount = { slug: string; name: string; count: number }

/** Tags that published items carry, the most used first; public. */
export function listTags(ctx: Ctx): Promise<TagCount[]> {
  return ctx.db
    .select({ slug: tags.slug, name: tags.name, count: count() })
    .from(itemTags)
    .innerJoin(tags, eq(tags.id, itemTags.tagId))
    .innerJoin(items, eq(items.id, itemTags.itemId))
    .where(eq(items.status, 'published'))
    .groupBy(tags.slug, tags.name)
    .orderBy(desc(count()), asc(tags.slug))
    .limit(MAX_TAGS)
}
