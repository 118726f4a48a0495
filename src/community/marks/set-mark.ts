import { and, eq } from 'drizzle-orm'
import * as catalog from '#catalog'
import { invalid, unauthenticated } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { marks } from '../tables.ts'

export type MarkKind = typeof marks.$inferSelect.kind

const kinds: readonly string[] = ['like', 'bookmark'] satisfies MarkKind[]

/** Likes an item or puts it aside, or takes that back; doing it twice is doing it once. */
export async function setMark(
  ctx: Ctx,
  { itemId, kind, on }: { itemId: string; kind: MarkKind; on: boolean },
): Promise<void> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  if (!kinds.includes(kind)) throw invalid('mark.unknown')
  const { personId } = ctx.actor
  await catalog.getItem(ctx, itemId)
  await inTransaction(ctx, async (tx) => {
    const changed = on
      ? await tx.db
          .insert(marks)
          .values({ personId, itemId, kind, markedAt: tx.now })
          .onConflictDoNothing()
          .returning({ itemId: marks.itemId })
      : await tx.db
          .delete(marks)
          .where(and(eq(marks.personId, personId), eq(marks.itemId, itemId), eq(marks.kind, kind)))
          .returning({ itemId: marks.itemId })
    if (changed.length > 0) {
      await record(tx, { name: on ? 'item.marked' : 'item.unmarked', itemId, personId, kind })
    }
  })
}
