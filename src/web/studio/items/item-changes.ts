import * as catalog from '#catalog'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'

/** What the editor's autosave may send. */
export type Changes = Pick<
  catalog.Draft,
  | 'title'
  | 'slug'
  | 'summary'
  | 'coverAssetId'
  | 'categorySlug'
  | 'tags'
  | 'level'
  | 'language'
  | 'access'
  | 'featured'
  | 'source'
>

/** Does what a button of the publishing panel says. */
export async function changeStatus(
  ctx: Ctx,
  itemId: string,
  intent: string,
  publishAt: string,
): Promise<void> {
  if (intent === 'publish') return commerce.publishItem(ctx, itemId)
  if (intent === 'unpublish') return catalog.unpublishItem(ctx, itemId)
  if (intent === 'archive') return catalog.archiveItem(ctx, itemId)
  if (intent === 'schedule') return commerce.scheduleItem(ctx, itemId, shanghaiTime(publishAt))
  throw invalid('form.unknown_intent')
}

/** A `datetime-local` value is the shop's wall clock: China Standard Time, without summer time. */
export function shanghaiTime(text: string): Date {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) throw invalid('item.bad_time')
  return new Date(`${text}:00+08:00`)
}
