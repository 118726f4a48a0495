import * as catalog from '#catalog'
import type { Ctx } from '#platform/ctx.ts'
import { noteOpening } from '../openings/note-opening.ts'
import { findAccess } from './find-access.ts'
import { mintPass } from './mint-pass.ts'

export type OpenedItem =
  | { access: 'open' | 'owned' | 'author' | 'staff'; html: string; headings: catalog.Heading[] }
  | { access: 'locked'; reason: 'login' | 'buy'; html: string; headings: catalog.Heading[] }

/**
 * An item's text for whoever asks: all of it with a right to it, else the free part and what is
 * missing. Throws `item.not_found` for what the asker may not even know of.
 */
export async function openItem(ctx: Ctx, itemId: string): Promise<OpenedItem> {
  const found = await findAccess(ctx, itemId)
  if (found.access === 'locked') {
    const { preview } = await catalog.getItem(ctx, itemId)
    return { ...found, html: preview.html, headings: preview.headings }
  }
  if (found.access === 'owned') await noteOpening(ctx, { itemId, contentId: itemId })
  const { html, headings } = await catalog.readBody(ctx, mintPass(ctx, found, 'item', itemId))
  return { access: found.access, html, headings }
}
