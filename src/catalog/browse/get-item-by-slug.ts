import { eq } from 'drizzle-orm'
import { notFound } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { ItemRow } from '../items/editable.ts'
import { type ItemKind, maySee } from '../items/item.ts'
import { itemSlugs, items } from '../tables.ts'
import { type ItemDetail, itemDetail } from './item-detail.ts'

type Options = {
  /** Whether the actor holds the item: holders go on seeing what was archived. */
  holds?: (itemId: string) => Promise<boolean>
}

/**
 * The item at an address, or where it has moved to. Drafts and archived items do not exist for
 * others than their author, the owner and (archived) their holders: `item.not_found`.
 */
export async function getItemBySlug(
  ctx: Ctx,
  kind: ItemKind,
  slug: string,
  { holds = async () => false }: Options = {},
): Promise<{ item: ItemDetail } | { movedTo: string }> {
  const [row] = await ctx.db
    .select({ item: items })
    .from(itemSlugs)
    .innerJoin(items, eq(items.id, itemSlugs.itemId))
    .where(eq(itemSlugs.slug, slug))
  const item = row?.item
  if (!item || item.kind !== kind || !(await isVisible(ctx, item, holds))) {
    throw notFound('item.not_found')
  }
  if (item.slug !== slug) return { movedTo: item.slug }
  return { item: await itemDetail(ctx, item) }
}

async function isVisible(
  ctx: Ctx,
  item: ItemRow,
  holds: (itemId: string) => Promise<boolean>,
): Promise<boolean> {
  return maySee(ctx.actor, item) || (item.status === 'archived' && (await holds(item.id)))
}
