import { and, eq, inArray, isNotNull, or } from 'drizzle-orm'
import { isId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { items } from '../tables.ts'
import { cardsWhere, type ItemCard } from './card.ts'

/** As many as a long shelf or a page of orders names. */
const MAX_IDS = 1000

/** The cards of items that are or once were public: what somebody bought keeps its name. */
export async function cardsOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, ItemCard>> {
  const named = [...new Set(ids)].filter(isId).slice(0, MAX_IDS)
  if (named.length === 0) return new Map()
  const everPublic = or(eq(items.status, 'published'), isNotNull(items.publishedAt))
  const cards = await cardsWhere(ctx, { where: and(inArray(items.id, named), everPublic) })
  return new Map(cards.map((card) => [card.id, card]))
}
