import { and, eq, lte } from 'drizzle-orm'
import { forbidden } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { items } from '../tables.ts'
import { changeStatus } from './change-status.ts'
import { tellChange } from './tell-change.ts'

/** More than this wait for the next run, so that one run is short. */
const BATCH = 20

/** Publishes what was scheduled for now or earlier, each once however many workers run it. */
export async function publishDueItems(ctx: Ctx): Promise<{ published: number }> {
  if (ctx.actor.kind !== 'system') throw forbidden()
  return inTransaction(ctx, async (tx) => {
    const due = await tx.db
      .select()
      .from(items)
      .where(and(eq(items.status, 'scheduled'), lte(items.publishAt, tx.now)))
      .orderBy(items.publishAt)
      .limit(BATCH)
      .for('update', { skipLocked: true })
    for (const item of due) {
      const publishedAt = item.publishedAt ?? item.publishAt ?? tx.now
      await changeStatus(tx, item, 'published', { publishAt: null, publishedAt })
      await tellChange(tx, item.id, 'item.published')
    }
    return { published: due.length }
  })
}
