import { and, eq, lte } from 'drizzle-orm'
import { forbidden } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { items } from '../tables.ts'
import { changeStatus } from './change-status.ts'
import { tellChange } from './tell-change.ts'

/** More than this wait for the next run, so that one run is short. */
const BATCH = 20

/**
 * Publishes what was scheduled for now or earlier, each once however many workers run it. What the
 * caller keeps back becomes a draft again: catalog does not know why something may not be sold.
 */
export async function publishDueItems(
  ctx: Ctx,
  keepBack: (tx: Ctx, itemId: string) => Promise<boolean> = async () => false,
): Promise<{ published: number }> {
  if (ctx.actor.kind !== 'system') throw forbidden()
  return inTransaction(ctx, async (tx) => {
    const due = await tx.db
      .select()
      .from(items)
      .where(and(eq(items.status, 'scheduled'), lte(items.publishAt, tx.now)))
      .orderBy(items.publishAt)
      .limit(BATCH)
      .for('update', { skipLocked: true })
    let published = 0
    for (const item of due) {
      if (await keepBack(tx, item.id)) {
        await changeStatus(tx, item, 'draft', { publishAt: null })
        await tellChange(tx, item.id, 'item.kept_back')
        continue
      }
      const publishedAt = item.publishedAt ?? item.publishAt ?? tx.now
      await changeStatus(tx, item, 'published', { publishAt: null, publishedAt })
      await tellChange(tx, item.id, 'item.published')
      published += 1
    }
    return { published }
  })
}
