import { eq } from 'drizzle-orm'
import { invalid } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { ItemRow } from '../items/editable.ts'
import { bodies, lessons } from '../tables.ts'

type Missing = 'text' | 'paid_part' | 'lessons' | 'recordings'

/** Refuses `item.not_ready` with what is `missing`: nobody shall buy an empty box. */
export async function requireReady(ctx: Ctx, item: ItemRow): Promise<void> {
  const missing = item.kind === 'course' ? await courseLacks(ctx, item) : await textLacks(ctx, item)
  if (missing.length > 0) throw invalid('item.not_ready', { missing })
}

async function textLacks(ctx: Ctx, item: ItemRow): Promise<Missing[]> {
  const [body] = await ctx.db.select().from(bodies).where(eq(bodies.id, item.bodyId))
  if (!body?.source.trim()) return ['text']
  return item.access === 'sold' && body.paidText === '' && !body.paidHtml ? ['paid_part'] : []
}

async function courseLacks(ctx: Ctx, item: ItemRow): Promise<Missing[]> {
  const found = await ctx.db
    .select({ kind: lessons.kind, media: lessons.mediaAssetId })
    .from(lessons)
    .where(eq(lessons.courseId, item.id))
  if (found.length === 0) return ['lessons']
  const silent = found.some(({ kind, media }) => kind !== 'text' && media === null)
  return silent ? ['recordings'] : []
}
