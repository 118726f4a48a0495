import { asc, eq } from 'drizzle-orm'
import { type Picture, pictureOf } from '#media'
import type { Ctx } from '#platform/ctx.ts'
import type { ItemRow } from '../items/editable.ts'
import type { Access, ItemKind, Level, Status } from '../items/item.ts'
import { bodies, categories, chapters, itemTags, lessons, tags } from '../tables.ts'

export type LessonKind = 'text' | 'picture' | 'audio' | 'video'
export type DraftLesson = {
  id: string
  title: string
  kind: LessonKind
  freePreview: boolean
  mediaAssetId: string | null
}
export type DraftChapter = { id: string; title: string; lessons: DraftLesson[] }

/** Everything an author edits; what is sold is in it, so it never leaves the studio. */
export type Draft = {
  id: string
  kind: ItemKind
  slug: string
  title: string
  summary: string
  coverAssetId: string | null
  cover: Picture | null
  categorySlug: string | null
  tags: string[]
  level: Level
  language: string
  access: Access
  status: Status
  publishAt: Date | null
  publishedAt: Date | null
  featured: boolean
  source: string
  version: number
  chapters: DraftChapter[]
}

/** The draft of an item that the caller has been found to be allowed to edit. */
export async function draftOf(ctx: Ctx, item: ItemRow): Promise<Draft> {
  const { id, kind, slug, title, summary, coverAssetId, level, language } = item
  const { access, status, publishAt, publishedAt, featured, version } = item
  const [body] = await ctx.db
    .select({ source: bodies.source })
    .from(bodies)
    .where(eq(bodies.id, item.bodyId))
  const pictures = coverAssetId ? await pictureOf(ctx, [coverAssetId]) : new Map()
  return {
    ...{ id, kind, slug, title, summary, coverAssetId, level, language },
    ...{ access, status, publishAt, publishedAt, featured, version },
    cover: pictures.get(coverAssetId) ?? null,
    categorySlug: await categorySlugOf(ctx, item),
    tags: await tagNamesOf(ctx, item),
    source: body?.source ?? '',
    chapters: kind === 'course' ? await chaptersOf(ctx, id) : [],
  }
}

async function categorySlugOf(ctx: Ctx, { categoryId }: ItemRow): Promise<string | null> {
  if (!categoryId) return null
  const [row] = await ctx.db.select().from(categories).where(eq(categories.id, categoryId))
  return row?.slug ?? null
}

async function tagNamesOf(ctx: Ctx, item: ItemRow): Promise<string[]> {
  const rows = await ctx.db
    .select({ name: tags.name })
    .from(itemTags)
    .innerJoin(tags, eq(tags.id, itemTags.tagId))
    .where(eq(itemTags.itemId, item.id))
    .orderBy(tags.slug)
  return rows.map(({ name }) => name)
}

async function chaptersOf(ctx: Ctx, courseId: string): Promise<DraftChapter[]> {
  const found = await ctx.db
    .select({ id: chapters.id, title: chapters.title })
    .from(chapters)
    .where(eq(chapters.courseId, courseId))
    .orderBy(asc(chapters.position))
  const { id, title, kind, freePreview, mediaAssetId, chapterId } = lessons
  const rows = await ctx.db
    .select({ id, title, kind, freePreview, mediaAssetId, chapterId })
    .from(lessons)
    .where(eq(lessons.courseId, courseId))
    .orderBy(asc(lessons.position))
  return found.map((chapter) => ({
    ...chapter,
    lessons: rows
      .filter((row) => row.chapterId === chapter.id)
      .map(({ chapterId: _, ...lesson }) => lesson),
  }))
}
