import { eq } from 'drizzle-orm'
import * as catalog from '#catalog'
import { items } from '#catalog/tables.ts'
import * as commerce from '#commerce'
import type { Actor } from '#kernel/actor.ts'
import { money } from '#kernel/money.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { categories } from './categories.ts'
import { pricesFen } from './prices.ts'
import { readContent, type SeedChapter, type SeedPiece } from './read-content.ts'
import { seedMedia } from './seed-media.ts'

const DAY_MS = 24 * 60 * 60_000

export type SeededItem = { itemId: string; slug: string; priceFen: number | null }

/**
 * Writes and publishes the demo site's pieces through the same verbs as the studio. Each piece is
 * one transaction: a second run finds it whole and leaves it, or writes it.
 */
export async function seedCatalog(
  ctx: Ctx,
  { creatorId }: { creatorId: string },
): Promise<SeededItem[]> {
  const actor: Actor = {
    kind: 'person',
    personId: creatorId,
    roles: ['learner', 'creator', 'owner'],
  }
  const author = { ...ctx, actor }
  await seedCategories(author)
  const media = await seedMedia(author, creatorId)
  const seeded: SeededItem[] = []
  for (const piece of await readContent()) {
    const now = new Date(ctx.now.getTime() - piece.daysAgo * DAY_MS)
    const itemId = await inTransaction({ ...author, now }, (tx) => seedPiece(tx, piece, media))
    seeded.push({ itemId, slug: piece.slug, priceFen: pricesFen[piece.slug] ?? null })
  }
  return seeded
}

async function seedCategories(ctx: Ctx): Promise<void> {
  for (const [position, { children = [], ...category }] of categories.entries()) {
    await catalog.saveCategory(ctx, { ...category, position })
    for (const [place, child] of children.entries()) {
      await catalog.saveCategory(ctx, { ...child, parentSlug: category.slug, position: place })
    }
  }
}

type Media = ReadonlyMap<string, string>

async function seedPiece(ctx: Ctx, piece: SeedPiece, media: Media): Promise<string> {
  const { slug, title, summary, category, tags, level, access, featured, chapters } = piece
  const [there] = await ctx.db.select({ id: items.id }).from(items).where(eq(items.slug, slug))
  if (there) return there.id
  const kind = chapters ? 'course' : 'article'
  const { id, version } = await catalog.createItem(ctx, { kind, title })
  await catalog.saveDraft(ctx, id, {
    ...{ version, slug, summary, tags, level, access, featured },
    categorySlug: category,
    coverAssetId: piece.cover === undefined ? null : mediaId(media, `${piece.cover}.webp`),
    source: withPictures(piece.source, media),
  })
  for (const chapter of chapters ?? []) await seedChapter(ctx, id, chapter, media)
  const priceFen = pricesFen[slug]
  if (priceFen !== undefined) await commerce.setPrice(ctx, id, money(BigInt(priceFen), 'CNY'))
  // Past the gate for what cannot be paid for: a new site has its demo before it has gateways.
  await catalog.publishItem(ctx, id)
  return id
}

async function seedChapter(
  ctx: Ctx,
  courseId: string,
  { title, lessons }: SeedChapter,
  media: Media,
): Promise<void> {
  const chapter = await catalog.addChapter(ctx, courseId, { title })
  for (const lesson of lessons) {
    const { kind, freePreview } = lesson
    const { id } = await catalog.addLesson(ctx, chapter.id, { title: lesson.title, kind })
    const mediaAssetId = lesson.media ? mediaId(media, lesson.media) : null
    const source = withPictures(lesson.source, media)
    await catalog.saveLesson(ctx, id, { source, mediaAssetId, freePreview })
  }
}

/** In the content a picture is named by its file: `picture:pond`. */
function withPictures(source: string, media: Media): string {
  return source.replaceAll(/\(picture:([a-z-]+)/g, (_all, name: string) => {
    return `(asset:${mediaId(media, `${name}.webp`)}`
  })
}

function mediaId(media: Media, name: string): string {
  const id = media.get(name)
  if (!id) throw new Error(`the demo content names ${name}, which is not there`)
  return id
}
