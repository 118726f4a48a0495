import { eq, type SQL, sql } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { type Picture, pictureOf } from '#media'
import { assets } from '#media/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { Access, ItemKind, Level } from '../items/item.ts'
import { bodies, categories, items, itemTags, lessons, tags } from '../tables.ts'

export type ItemCard = {
  id: string
  kind: ItemKind
  slug: string
  title: string
  summary: string
  cover: Picture | null
  author: { username: string; name: string; image: string | null }
  category: { slug: string; nameZh: string; nameEn: string } | null
  tags: { slug: string; name: string }[]
  level: Level
  access: Access
  featured: boolean
  publishedAt: Date | null
  lessonCount: number
  /** Reading and playing time. */
  minutes: number
}

/** 400 Chinese characters, or 200 English words, are some 1,200 bytes: what one reads a minute. */
const BYTES_PER_MINUTE = 1200
const MS_PER_MINUTE = 60_000

const tagList = sql<{ slug: string; name: string }[]>`coalesce((
  select json_agg(json_build_object('slug', ${tags.slug}, 'name', ${tags.name})
    order by ${tags.slug})
  from ${itemTags} join ${tags} on ${eq(tags.id, itemTags.tagId)}
  where ${eq(itemTags.itemId, items.id)}), '[]')`

/** A text's size is read from its header, without unpacking it. */
const bodySize = sql`octet_length(${bodies.freeText}) + octet_length(${bodies.paidText})`

const lessonSums = sql<{ count: number; bytes: number; ms: number }>`(
  select json_build_object('count', count(*), 'bytes', coalesce(sum(lesson_bodies.bytes), 0),
    'ms', coalesce(sum(${assets.durationMs}), 0))
  from ${lessons}
  join lateral (select octet_length(b.paid_text) as bytes from bodies b
    where b.id = ${lessons.bodyId}) lesson_bodies on true
  left join ${assets} on ${eq(assets.id, lessons.mediaAssetId)}
  where ${eq(lessons.courseId, items.id)})`

type Selection = { where: SQL | undefined; orderBy?: SQL[]; limit?: number }

/** Cards in two queries however many there are; the caller says which may be seen. */
export async function cardsWhere(ctx: Ctx, selection: Selection): Promise<ItemCard[]> {
  const { where, orderBy = [], limit = 1000 } = selection
  const rows = await ctx.db
    .select({
      item: items,
      author: { username: people.username, name: people.name, image: people.image },
      category: { slug: categories.slug, nameZh: categories.nameZh, nameEn: categories.nameEn },
      tags: tagList,
      size: sql<number>`${bodySize}`,
      sums: lessonSums,
    })
    .from(items)
    .innerJoin(people, eq(people.id, items.authorId))
    .innerJoin(bodies, eq(bodies.id, items.bodyId))
    .leftJoin(categories, eq(categories.id, items.categoryId))
    .where(where)
    .orderBy(...orderBy)
    .limit(limit)
  const covers = rows.flatMap(({ item }) => item.coverAssetId ?? [])
  const pictures = covers.length > 0 ? await pictureOf(ctx, covers) : new Map<string, Picture>()
  return rows.map(({ item, author, category, tags: itemTagList, size, sums }) => ({
    ...shown(item),
    author,
    category,
    tags: itemTagList,
    cover: pictures.get(item.coverAssetId ?? '') ?? null,
    lessonCount: sums.count,
    minutes: minutesOf(Number(size) + sums.bytes, sums.ms),
  }))
}

function shown(item: typeof items.$inferSelect) {
  const { id, kind, slug, title, summary, level, access, featured, publishedAt } = item
  return { id, kind, slug, title, summary, level, access, featured, publishedAt }
}

function minutesOf(bytes: number, ms: number): number {
  return Math.max(1, Math.ceil(bytes / BYTES_PER_MINUTE + ms / MS_PER_MINUTE))
}
