import { eq } from 'drizzle-orm'
import { newId } from '#kernel/ids.ts'
import { assetsOf } from '#media'
import type { Ctx } from '#platform/ctx.ts'
import { bodies, type Heading } from '../tables.ts'
import { renderMarkdown } from './render-markdown.ts'

export type PreparedBody = Omit<typeof bodies.$inferInsert, 'id' | 'updatedAt'>

type Text = {
  source: string
  language: string
  /** Whose assets the text may show. */
  ownerId: string
  /** Nothing is free: a lesson, or a sold article without a marker. */
  withheld: 'all' | 'unmarked' | 'marked'
}

/** Renders a text outside of any transaction, ready to be written by `writeBody`. */
export async function prepareBody(ctx: Ctx, text: Text): Promise<PreparedBody> {
  const rendered = await renderMarkdown(text.source, text.language)
  const own = await assetsOf(ctx, text.ownerId, rendered.assetIds)
  const { freeHtml, paidHtml, freeText, paidText, headings, marked } = rendered
  const body = {
    source: text.source,
    headings,
    assetIds: rendered.assetIds.filter((id) => own.has(id)),
  }
  const nothingFree = text.withheld === 'all' || (text.withheld === 'unmarked' && !marked)
  if (!nothingFree) return { ...body, freeHtml, paidHtml, freeText, paidText }
  return {
    ...body,
    freeHtml: '',
    paidHtml: joined(freeHtml, paidHtml),
    freeText: '',
    paidText: joined(freeText, paidText),
  }
}

/** Writes a prepared text over body `id`, or as a new one; gives its id. */
export async function writeBody(ctx: Ctx, id: string | null, body: PreparedBody): Promise<string> {
  const values = { ...body, updatedAt: ctx.now }
  if (id) {
    await ctx.db.update(bodies).set(values).where(eq(bodies.id, id))
    return id
  }
  const fresh = newId(ctx.now)
  await ctx.db.insert(bodies).values({ id: fresh, ...values })
  return fresh
}

export const emptyBody: PreparedBody = {
  source: '',
  freeHtml: '',
  paidHtml: '',
  freeText: '',
  paidText: '',
  headings: [],
  assetIds: [],
}

/** Those headings that stand in the free part: the others are part of what is sold. */
export function freeHeadings(body: { freeHtml: string; headings: Heading[] }): Heading[] {
  return body.headings.filter(({ id }) => body.freeHtml.includes(` id="${id}"`))
}

export function joined(free: string, paid: string): string {
  return [free, paid].filter(Boolean).join('\n')
}
