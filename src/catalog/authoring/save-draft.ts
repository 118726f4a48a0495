import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { conflict, forbidden, invalid } from '#kernel/errors.ts'
import { assetsOf } from '#media'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { findEditable, type ItemRow, lockEditable } from '../items/editable.ts'
import { accesses, levels, mayFeature } from '../items/item.ts'
import { requireReady } from '../publication/require-ready.ts'
import { tellChange } from '../publication/tell-change.ts'
import { bodies, categories, items } from '../tables.ts'
import { type PreparedBody, prepareBody, writeBody } from '../text/body.ts'
import { type Draft, draftOf } from './draft.ts'
import { itemTitle, parsedItem, plain } from './item-input.ts'
import { renameSlug, slugInput } from './rename-slug.ts'
import { setTags } from './set-tags.ts'

const MAX_TAGS = 10

export const draftChanges = z.strictObject({
  version: z.int().min(1),
  title: itemTitle.optional(),
  slug: slugInput.optional(),
  summary: z.string().max(500).transform(plain).optional(),
  coverAssetId: z.uuid().nullable().optional(),
  categorySlug: z.string().max(80).nullable().optional(),
  tags: z.array(z.string().trim().min(1).max(30)).max(MAX_TAGS).optional(),
  level: z.enum(levels).optional(),
  language: z.enum(['zh-CN', 'en']).optional(),
  access: z.enum(accesses).optional(),
  featured: z.boolean().optional(),
  source: z.string().optional(),
})
type Changes = z.output<typeof draftChanges>

/**
 * Saves what changed, if nobody else saved since `version` was read; a published item changes at
 * once. Refuses `item.version_stale`, `item.slug_taken`, `item.invalid`, `item.not_ready`,
 * `item.bad_cover`, `category.not_found`, and what `renderMarkdown` refuses.
 */
export async function saveDraft(
  ctx: Ctx,
  itemId: string,
  input: z.input<typeof draftChanges>,
): Promise<Draft> {
  const before = await findEditable(ctx, itemId)
  const changes = parsedItem(draftChanges, input)
  const features = changes.featured !== undefined && changes.featured !== before.featured
  if (features && !mayFeature(ctx.actor)) throw forbidden('item.feature_owner_only')
  await requireOwnCover(ctx, before, changes)
  const body = await newBody(ctx, before, changes)
  return inTransaction(ctx, async (tx) => {
    const item = await lockEditable(tx, itemId)
    if (body) await writeBody(tx, item.bodyId, body)
    const saved = await update(tx, item, changes)
    if (changes.tags) await setTags(tx, itemId, changes.tags)
    if (saved.status === 'published' || saved.status === 'scheduled') await requireReady(tx, saved)
    await tellChange(tx, itemId)
    return draftOf(tx, saved)
  })
}

async function update(ctx: Ctx, item: ItemRow, changes: Changes): Promise<ItemRow> {
  const { version, slug: _slug, tags: _tags, source: _source, categorySlug, ...columns } = changes
  const slug = await renameSlug(ctx, item, changes)
  const categoryId = await categoryIdOf(ctx, categorySlug)
  const set = { ...columns, slug, ...(categoryId === undefined ? {} : { categoryId }) }
  const [saved] = await ctx.db
    .update(items)
    .set({ ...set, version: version + 1, updatedAt: ctx.now })
    .where(and(eq(items.id, item.id), eq(items.version, version)))
    .returning()
  if (!saved) throw conflict('item.version_stale', { version: item.version })
  return saved
}

async function requireOwnCover(ctx: Ctx, item: ItemRow, { coverAssetId }: Changes): Promise<void> {
  if (!coverAssetId) return
  const own = await assetsOf(ctx, item.authorId, [coverAssetId])
  if (own.get(coverAssetId)?.kind !== 'picture') throw invalid('item.bad_cover')
}

async function categoryIdOf(ctx: Ctx, slug: string | null | undefined) {
  if (slug === undefined || slug === null) return slug
  const [row] = await ctx.db.select().from(categories).where(eq(categories.slug, slug))
  if (!row) throw invalid('category.not_found', { slug })
  return row.id
}

/** The text rendered anew when it, its language or what is free of it changes; else null. */
async function newBody(ctx: Ctx, item: ItemRow, changes: Changes): Promise<PreparedBody | null> {
  const access = changes.access ?? item.access
  const language = changes.language ?? item.language
  const same = access === item.access && language === item.language
  if (changes.source === undefined && same) return null
  return prepareBody(ctx, {
    source: changes.source ?? (await sourceOf(ctx, item)),
    language,
    ownerId: item.authorId,
    withheld: item.kind === 'article' && access === 'sold' ? 'unmarked' : 'marked',
  })
}

async function sourceOf(ctx: Ctx, { bodyId }: ItemRow): Promise<string> {
  const [row] = await ctx.db.select().from(bodies).where(eq(bodies.id, bodyId))
  return row?.source ?? ''
}
