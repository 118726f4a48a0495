import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { lockEditable } from '../items/editable.ts'
import { changeStatus } from './change-status.ts'
import { requireReady } from './require-ready.ts'
import { tellChange } from './tell-change.ts'

/**
 * Makes an item public now; one that comes back keeps the date of its first publication.
 * Refuses `item.not_found`, `item.not_yours`, `item.not_ready`, `item.wrong_status`.
 */
export function publishItem(ctx: Ctx, itemId: string): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const item = await lockEditable(tx, itemId)
    await requireReady(tx, item)
    const publishedAt = item.publishedAt ?? tx.now
    await changeStatus(tx, item, 'published', { publishAt: null, publishedAt })
    await tellChange(tx, itemId, 'item.published')
  })
}
