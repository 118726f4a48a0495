import { z } from 'zod'
import type { Ctx } from '#platform/ctx.ts'
import { claimExactSlug, claimSlug, releaseSlug } from '../items/claim-slug.ts'
import type { ItemRow } from '../items/editable.ts'
import { slugOf, slugShape } from '../items/slug.ts'

export const slugInput = z.string().max(80).regex(slugShape)

/**
 * The address after a save: the one asked for, or, as long as the item was never public and its
 * address came from its title, one of the new title. Old public addresses lead on to the new one.
 */
export async function renameSlug(
  ctx: Ctx,
  item: ItemRow,
  { slug, title }: { slug?: string | undefined; title?: string | undefined },
): Promise<string> {
  const neverPublic = item.publishedAt === null
  const next = slug ?? (neverPublic && title ? await slugFromTitle(ctx, item, title) : item.slug)
  if (next === item.slug) return next
  if (slug) await claimExactSlug(ctx, item.id, slug)
  if (neverPublic) await releaseSlug(ctx, item.id, item.slug)
  return next
}

async function slugFromTitle(ctx: Ctx, item: ItemRow, title: string): Promise<string> {
  const before = slugOf(item.title) || 'item'
  const derived = new RegExp(`^${before}(?:-\\d+)?$`).test(item.slug)
  if (!derived || slugOf(title) === slugOf(item.title)) return item.slug
  return claimSlug(ctx, item.id, title)
}
