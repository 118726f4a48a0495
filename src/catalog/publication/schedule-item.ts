import { invalid } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { lockEditable } from '../items/editable.ts'
import { changeStatus } from './change-status.ts'
import { requireReady } from './require-ready.ts'

const YEAR_MS = 366 * 24 * 60 * 60_000

/** Sets when a draft becomes public by itself: `item.bad_time` unless within the coming year. */
export function scheduleItem(ctx: Ctx, itemId: string, publishAt: Date): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const item = await lockEditable(tx, itemId)
    const aheadMs = publishAt.getTime() - tx.now.getTime()
    if (!(aheadMs > 0 && aheadMs < YEAR_MS)) throw invalid('item.bad_time')
    await requireReady(tx, item)
    await changeStatus(tx, item, 'scheduled', { publishAt })
    await record(tx, { name: 'item.scheduled', itemId, publishAt: publishAt.toISOString() })
  })
}
