import { eq } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { indexItem } from '../search/index-item.ts'
import { items } from '../tables.ts'
import { showItemAssets } from './show-item-assets.ts'

/**
 * What follows from any change of an item: its assets open or close, search reads it anew, and the
 * fact is told. Runs in the transaction of the change.
 */
export async function tellChange(
  ctx: Ctx,
  itemId: string,
  name: 'item.changed' | 'item.published' | 'item.withdrawn' | 'item.kept_back' = 'item.changed',
): Promise<void> {
  const [item] = await ctx.db.select().from(items).where(eq(items.id, itemId))
  if (!item) return
  const isPublic = item.status === 'published'
  if (isPublic || name === 'item.withdrawn') {
    await showItemAssets(ctx, item)
    await indexItem(ctx, item)
  }
  const { kind, slug } = item
  await record(ctx, { name, itemId, kind, slug, public: isPublic })
}
