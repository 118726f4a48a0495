import type { Ctx } from '#platform/ctx.ts'
import { findEditable } from '../items/editable.ts'
import { type Draft, draftOf } from './draft.ts'

/** What the author edits. Refuses `item.not_found`, `item.not_yours`. */
export async function getDraft(ctx: Ctx, itemId: string): Promise<Draft> {
  return draftOf(ctx, await findEditable(ctx, itemId))
}
