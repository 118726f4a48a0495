import * as catalog from '#catalog'
import { audit } from '#platform/audit/audit.ts'
import type { Ctx } from '#platform/ctx.ts'
import { findItemObstacle } from './require-sellable.ts'

/** Publishes what is due; what no gateway can sell by now goes back to its author as a draft. */
export function publishDueItems(ctx: Ctx): Promise<{ published: number }> {
  return catalog.publishDueItems(ctx, async (tx, itemId) => {
    const reason = await findItemObstacle(tx, itemId)
    if (reason) await audit(tx, 'item.kept_back', `item:${itemId}`, { reason })
    return reason !== null
  })
}
