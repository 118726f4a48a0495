import type { Ctx } from '#platform/ctx.ts'
import { requireCreator } from '../items/item.ts'
import type { Heading } from '../tables.ts'
import { prepareBody } from '../text/body.ts'
import { resolveAssets } from '../text/resolve-assets.ts'

/** A text as it would look once saved, with the author's own pictures; nothing is kept. */
export async function previewMarkdown(
  ctx: Ctx,
  source: string,
  language = 'zh-CN',
): Promise<{ freeHtml: string; paidHtml: string; headings: Heading[] }> {
  requireCreator(ctx.actor)
  const ownerId = ctx.actor.kind === 'person' ? ctx.actor.personId : ''
  const body = await prepareBody(ctx, { source, language, ownerId, withheld: 'marked' })
  return {
    freeHtml: await resolveAssets(ctx, body.freeHtml, body.assetIds),
    paidHtml: await resolveAssets(ctx, body.paidHtml, body.assetIds),
    headings: body.headings,
  }
}
