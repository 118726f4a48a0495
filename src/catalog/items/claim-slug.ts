import { and, eq, ne } from 'drizzle-orm'
import { conflict } from '#kernel/errors.ts'
import { randomCode } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { itemSlugs } from '../tables.ts'
import { slugOf } from './slug.ts'

/** Twenty pieces of one title are a series that wants better titles. */
const MAX_NUMBERED = 20

/** Takes the first free address made of the title, for good; never one that another item had. */
export async function claimSlug(ctx: Ctx, itemId: string, title: string): Promise<string> {
  const base = slugOf(title) || 'item'
  for (let n = 1; n <= MAX_NUMBERED; n++) {
    const slug = n === 1 ? base : `${base}-${n}`
    if (await claim(ctx, itemId, slug)) return slug
  }
  const slug = `${base}-${randomCode(8).toLowerCase()}`
  if (!(await claim(ctx, itemId, slug))) throw conflict('item.slug_taken', { slug })
  return slug
}

/** Takes exactly this address. Refuses `item.slug_taken`. */
export async function claimExactSlug(ctx: Ctx, itemId: string, slug: string): Promise<void> {
  if (!(await claim(ctx, itemId, slug))) throw conflict('item.slug_taken', { slug })
}

/** Gives back an address that nobody can know yet. */
export async function releaseSlug(ctx: Ctx, itemId: string, slug: string): Promise<void> {
  await ctx.db.delete(itemSlugs).where(and(eq(itemSlugs.itemId, itemId), eq(itemSlugs.slug, slug)))
}

async function claim(ctx: Ctx, itemId: string, slug: string): Promise<boolean> {
  const [mine] = await ctx.db
    .insert(itemSlugs)
    .values({ slug, itemId, createdAt: ctx.now })
    .onConflictDoNothing()
    .returning()
  if (mine) return true
  const [other] = await ctx.db
    .select()
    .from(itemSlugs)
    .where(and(eq(itemSlugs.slug, slug), ne(itemSlugs.itemId, itemId)))
  return !other
}
