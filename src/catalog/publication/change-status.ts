import { and, eq, inArray } from 'drizzle-orm'
import { conflict } from '#kernel/errors.ts'
import { cameFrom } from '#kernel/transitions.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { ItemRow } from '../items/editable.ts'
import { type Status, transitions } from '../items/item.ts'
import { items } from '../tables.ts'

/** Moves the item to another status if the table of transitions lets it: `item.wrong_status`. */
export async function changeStatus(
  ctx: Ctx,
  item: ItemRow,
  to: Status,
  also: { publishAt?: Date | null; publishedAt?: Date } = {},
): Promise<void> {
  const [changed] = await ctx.db
    .update(items)
    .set({ status: to, updatedAt: ctx.now, ...also })
    .where(and(eq(items.id, item.id), inArray(items.status, cameFrom(transitions, to))))
    .returning({ id: items.id })
  if (!changed) throw conflict('item.wrong_status', { from: item.status, to })
}
