import { asc, eq } from 'drizzle-orm'
import { assets } from '#media/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { ItemRow } from '../items/editable.ts'
import type { Status } from '../items/item.ts'
import { bodies, chapters, type Heading, items, lessons } from '../tables.ts'
import { freeHeadings } from '../text/body.ts'
import { resolveAssets } from '../text/resolve-assets.ts'
import { cardsWhere, type ItemCard } from './card.ts'

export type OutlineLesson = {
  id: string
  title: string
  kind: 'text' | 'picture' | 'audio' | 'video'
  freePreview: boolean
  durationMs: number | null
}
export type Chapter = { id: string; title: string; lessons: OutlineLesson[] }

export type ItemDetail = ItemCard & {
  language: string
  status: Status
  updatedAt: Date
  /** What anyone who may see the item may read of it. */
  preview: { html: string; headings: Heading[]; hasPaidPart: boolean }
  outline: Chapter[]
}

/** The page of an item that the caller has found to be visible to the actor. */
export async function itemDetail(ctx: Ctx, item: ItemRow): Promise<ItemDetail> {
  const [card] = await cardsWhere(ctx, { where: eq(items.id, item.id), limit: 1 })
  const [body] = await ctx.db.select().from(bodies).where(eq(bodies.id, item.bodyId))
  if (!card || !body) throw new Error(`item ${item.id} lost its body or author`)
  return {
    ...card,
    language: item.language,
    status: item.status,
    updatedAt: item.updatedAt,
    preview: {
      html: await resolveAssets(ctx, body.freeHtml, body.assetIds),
      headings: freeHeadings(body),
      hasPaidPart: body.paidHtml !== '',
    },
    outline: item.kind === 'course' ? await outlineOf(ctx, item.id) : [],
  }
}

async function outlineOf(ctx: Ctx, courseId: string): Promise<Chapter[]> {
  const rows = await ctx.db
    .select({
      chapter: { id: chapters.id, title: chapters.title },
      lesson: {
        id: lessons.id,
        title: lessons.title,
        kind: lessons.kind,
        freePreview: lessons.freePreview,
        durationMs: assets.durationMs,
      },
    })
    .from(chapters)
    .leftJoin(lessons, eq(lessons.chapterId, chapters.id))
    .leftJoin(assets, eq(assets.id, lessons.mediaAssetId))
    .where(eq(chapters.courseId, courseId))
    .orderBy(asc(chapters.position), asc(chapters.id), asc(lessons.position), asc(lessons.id))
  const outline = new Map<string, Chapter>()
  for (const { chapter, lesson } of rows) {
    const entry = outline.get(chapter.id) ?? { ...chapter, lessons: [] }
    outline.set(chapter.id, entry)
    if (lesson?.id) entry.lessons.push(lesson as OutlineLesson)
  }
  return [...outline.values()].filter((entry) => entry.lessons.length > 0)
}
