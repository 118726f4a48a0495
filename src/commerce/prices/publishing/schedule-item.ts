import * as catalog from '#catalog'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { requireSellable } from './require-sellable.ts'

/** Schedules what can be paid for, or costs nothing. Refuses `item.no_gateway` and as catalog. */
export function scheduleItem(ctx: Ctx, itemId: string, publishAt: Date): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    await catalog.scheduleItem(tx, itemId, publishAt)
    await requireSellable(tx, itemId)
  })
}
