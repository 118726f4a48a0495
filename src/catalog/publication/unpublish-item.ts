import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { lockEditable } from '../items/editable.ts'
import { changeStatus } from './change-status.ts'
import { tellChange } from './tell-change.ts'

/** Makes a draft again of what is scheduled, published or archived. */
export function unpublishItem(ctx: Ctx, itemId: string): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    await changeStatus(tx, await lockEditable(tx, itemId), 'draft', { publishAt: null })
    await tellChange(tx, itemId, 'item.withdrawn')
  })
}
