import { and, eq, inArray, isNotNull, ne, notExists, or, sql } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { prices } from '#commerce/tables.ts'
import { ratings } from '#community/tables.ts'
import * as library from '#library'
import type { Ctx } from '#platform/ctx.ts'
import { dismissals } from '../tables.ts'

export type Showable = { publishedAt: Date; quality: number }

/** Opinions begin as if so many people had given this mean: one five proves little. */
const PRIOR_COUNT = 5
const PRIOR_STARS = 3.5

/**
 * Which of these items may be put before whoever asks: published, free or with a price, not their
 * own, not held by them and not dismissed. Asked at every request, so that what changed a moment
 * ago counts; the model is never believed in this.
 */
export async function showable(ctx: Ctx, itemIds: string[]): Promise<Map<string, Showable>> {
  if (itemIds.length === 0) return new Map()
  const personId = ctx.actor.kind === 'person' ? ctx.actor.personId : null
  const prior = PRIOR_COUNT * PRIOR_STARS
  const stars = sql<number>`(select (coalesce(sum(${ratings.stars}), 0) + ${prior}::float8)
    / (count(*) + ${PRIOR_COUNT}::float8) from ${ratings}
    where ${ratings.itemId} = ${items.id})::float8`
  const [rows, held] = await Promise.all([
    ctx.db
      .select({ id: items.id, publishedAt: items.publishedAt, stars })
      .from(items)
      .leftJoin(prices, eq(prices.itemId, items.id))
      .where(
        and(
          inArray(items.id, itemIds),
          eq(items.status, 'published'),
          or(eq(items.access, 'open'), isNotNull(prices.itemId)),
          personId ? ne(items.authorId, personId) : undefined,
          personId
            ? notExists(
                ctx.db
                  .select({ itemId: dismissals.itemId })
                  .from(dismissals)
                  .where(and(eq(dismissals.itemId, items.id), eq(dismissals.personId, personId))),
              )
            : undefined,
        ),
      ),
    library.holds(ctx, itemIds),
  ])
  return new Map(
    rows.flatMap(({ id, publishedAt, stars: mean }) =>
      publishedAt && !held.has(id) ? [[id, { publishedAt, quality: (mean - 1) / 4 }] as const] : [],
    ),
  )
}
