import { and, eq } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { isId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { getRecommendationSettings } from '../settings.ts'
import type { ViewReport } from '../signals/note-view.ts'

/** Whether a visitor's browser may be told to remember this look: no bounce, a public item. */
export async function mayRemember(ctx: Ctx, { itemId, dwellMs }: ViewReport): Promise<boolean> {
  const { personalisation, weights } = await getRecommendationSettings(ctx)
  if (personalisation !== 'notice' || !isId(itemId)) return false
  if (dwellMs < weights.bounceSeconds * 1000) return false
  const [item] = await ctx.db
    .select({ id: items.id })
    .from(items)
    .where(and(eq(items.id, itemId), eq(items.status, 'published')))
  return item !== undefined
}
