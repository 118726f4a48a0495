import { asc, eq, sql } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { ItemRow } from '../items/editable.ts'
import { bodies, chapters, itemTags, lessons, searchDocuments, tags } from '../tables.ts'
import { initials, isChinese, spelled } from './pinyin.ts'
import { type Weight, wordVector } from './words.ts'

/** Enough for any snippet. */
const MAX_PUBLIC_TEXT = 100_000

/**
 * Writes what search reads of an item, or forgets it when it is not published. What is sold is
 * found by its words (weight D) but is never kept as text: no snippet can show it.
 */
export async function indexItem(ctx: Ctx, item: ItemRow): Promise<void> {
  if (item.status !== 'published') {
    await ctx.db.delete(searchDocuments).where(eq(searchDocuments.itemId, item.id))
    return
  }
  const parts = await partsOf(ctx, item)
  const publicText = [item.summary, ...parts.free].filter(Boolean).join('\n')
  const fields: [Weight, string][] = [
    ['A', item.title],
    ['B', parts.names.join('\n')],
    ['C', publicText],
    ['D', parts.sold.join('\n')],
  ]
  const document = {
    words: sql`${wordVector(fields)}::tsvector` as unknown as string,
    fuzzy: fuzzyLine([item.title, ...parts.names]),
    publicText: publicText.slice(0, MAX_PUBLIC_TEXT),
  }
  await ctx.db
    .insert(searchDocuments)
    .values({ itemId: item.id, ...document })
    .onConflictDoUpdate({ target: searchDocuments.itemId, set: document })
}

/** Each phrase as it is written, as it sounds, and by its initials. */
export function fuzzyLine(phrases: readonly string[]): string {
  return phrases
    .flatMap((phrase) => {
      const plain = phrase.normalize('NFKC').toLowerCase()
      return isChinese(plain) ? [plain, spelled(plain), initials(plain)] : [plain]
    })
    .join(' ')
}

type Parts = { names: string[]; free: string[]; sold: string[] }

async function partsOf(ctx: Ctx, item: ItemRow): Promise<Parts> {
  const [body] = await ctx.db.select().from(bodies).where(eq(bodies.id, item.bodyId))
  const found = await lessonTexts(ctx, item)
  const isOpen = item.access === 'open'
  const free = [body?.freeText ?? '', ...found.map(({ title }) => title)]
  const sold: string[] = []
  if (body) (isOpen ? free : sold).push(body.paidText)
  for (const { text, freePreview } of found) (isOpen || freePreview ? free : sold).push(text)
  return { names: await namesOf(ctx, item), free, sold }
}

async function namesOf(ctx: Ctx, item: ItemRow): Promise<string[]> {
  const tagged = await ctx.db
    .select({ name: tags.name })
    .from(itemTags)
    .innerJoin(tags, eq(tags.id, itemTags.tagId))
    .where(eq(itemTags.itemId, item.id))
    .orderBy(asc(tags.slug))
  const [author] = await ctx.db
    .select({ name: people.name })
    .from(people)
    .where(eq(people.id, item.authorId))
  return [...tagged.map(({ name }) => name), ...(author ? [author.name] : [])]
}

function lessonTexts(ctx: Ctx, item: ItemRow) {
  return ctx.db
    .select({ title: lessons.title, freePreview: lessons.freePreview, text: bodies.paidText })
    .from(lessons)
    .innerJoin(chapters, eq(chapters.id, lessons.chapterId))
    .innerJoin(bodies, eq(bodies.id, lessons.bodyId))
    .where(eq(lessons.courseId, item.id))
    .orderBy(asc(chapters.position), asc(lessons.position))
}
