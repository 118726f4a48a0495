import * as catalog from '#catalog'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { requireSellable } from './require-sellable.ts'

/** Publishes what can be paid for, or costs nothing. Refuses `item.no_gateway` and as catalog. */
export function publishItem(ctx: Ctx, itemId: string): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    await catalog.publishItem(tx, itemId)
    await requireSellable(tx, itemId)
  })
}
