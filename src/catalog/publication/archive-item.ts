import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { lockEditable } from '../items/editable.ts'
import { changeStatus } from './change-status.ts'
import { tellChange } from './tell-change.ts'

/** Takes a published item off the site; those who hold it go on reading. */
export function archiveItem(ctx: Ctx, itemId: string): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    await changeStatus(tx, await lockEditable(tx, itemId), 'archived')
    await tellChange(tx, itemId, 'item.withdrawn')
  })
}
