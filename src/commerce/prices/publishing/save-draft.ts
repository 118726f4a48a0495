import * as catalog from '#catalog'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { requireSellable } from './require-sellable.ts'

type Changes = Parameters<typeof catalog.saveDraft>[2]

/**
 * Saves a draft; what is public already is not put up for sale where nobody can pay for it. Refuses
 * `item.no_gateway` and as catalog.
 */
export async function saveDraft(
  ctx: Ctx,
  itemId: string,
  changes: Changes,
): Promise<catalog.Draft> {
  if (changes.access !== 'sold') return catalog.saveDraft(ctx, itemId, changes)
  return inTransaction(ctx, async (tx) => {
    const saved = await catalog.saveDraft(tx, itemId, changes)
    if (saved.status === 'published' || saved.status === 'scheduled') {
      await requireSellable(tx, itemId)
    }
    return saved
  })
}
