import { and, asc, eq, inArray } from 'drizzle-orm'
import { lessons } from '#catalog/tables.ts'
import { hasRole, isPerson } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { openings } from '../tables.ts'

export type Opening = {
  itemId: string
  /** Null when the item itself was opened. */
  lesson: string | null
  firstAt: Date
  lastAt: Date
  times: number
}

/** When a person opened these items: for themselves and for staff that answers a dispute. */
export async function listOpenings(
  ctx: Ctx,
  personId: string,
  itemIds: string[],
): Promise<Opening[]> {
  if (!isPerson(ctx.actor, personId) && !hasRole(ctx.actor, 'support', 'owner')) throw forbidden()
  if (itemIds.length === 0) return []
  return ctx.db
    .select({
      itemId: openings.itemId,
      lesson: lessons.title,
      firstAt: openings.firstAt,
      lastAt: openings.lastAt,
      times: openings.times,
    })
    .from(openings)
    .leftJoin(lessons, eq(lessons.id, openings.contentId))
    .where(and(eq(openings.personId, personId), inArray(openings.itemId, itemIds)))
    .orderBy(asc(openings.firstAt))
}
