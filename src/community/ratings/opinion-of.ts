import { and, avg, count, eq } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import { marks, ratings } from '../tables.ts'
import { mayRate } from './rate-item.ts'

export type Opinion = {
  likes: number
  /** Mean of the stars, and how many gave any; null where nobody did. */
  rating: { mean: number; count: number } | null
  /** What whoever asks thinks of it; null for a visitor. */
  own: { liked: boolean; bookmarked: boolean; stars: number | null; mayRate: boolean } | null
}

/** What people think of an item, and whoever asks among them. */
export async function opinionOf(ctx: Ctx, itemId: string): Promise<Opinion> {
  const [[liked], [rated], own] = await Promise.all([
    ctx.db
      .select({ n: count() })
      .from(marks)
      .where(and(eq(marks.itemId, itemId), eq(marks.kind, 'like'))),
    ctx.db
      .select({ mean: avg(ratings.stars).mapWith(Number), n: count() })
      .from(ratings)
      .where(eq(ratings.itemId, itemId)),
    ownOpinion(ctx, itemId),
  ])
  const rating = rated && rated.n > 0 ? { mean: rated.mean ?? 0, count: rated.n } : null
  return { likes: liked?.n ?? 0, rating, own }
}

async function ownOpinion(ctx: Ctx, itemId: string): Promise<Opinion['own']> {
  if (ctx.actor.kind !== 'person') return null
  const { personId } = ctx.actor
  const [marked, [rated], allowed] = await Promise.all([
    ctx.db
      .select({ kind: marks.kind })
      .from(marks)
      .where(and(eq(marks.personId, personId), eq(marks.itemId, itemId))),
    ctx.db
      .select({ stars: ratings.stars })
      .from(ratings)
      .where(and(eq(ratings.personId, personId), eq(ratings.itemId, itemId))),
    mayRate(ctx, itemId),
  ])
  const has = (kind: 'like' | 'bookmark') => marked.some((mark) => mark.kind === kind)
  return {
    liked: has('like'),
    bookmarked: has('bookmark'),
    stars: rated?.stars ?? null,
    mayRate: allowed,
  }
}
