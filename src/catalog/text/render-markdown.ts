import type { Heading } from '../tables.ts'
import { refuseExtremes } from './refuse-extremes.ts'

export type Rendered = {
  freeHtml: string
  paidHtml: string
  freeText: string
  paidText: string
  /** Of both parts; those of the free part have their ids in `freeHtml`. */
  headings: Heading[]
  assetIds: string[]
  /** Whether the text has the paywall marker `<!--more-->` where it counts. */
  marked: boolean
}

/**
 * Renders Markdown once, when it is saved, into the two halves around the paywall marker; what
 * leaves has passed an allow-list, so that a text can hold no script, style or foreign request.
 * Refuses `text.too_long`, `text.too_deep` and `text.too_tangled`.
 */
export async function renderMarkdown(source: string, language = 'zh-CN'): Promise<Rendered> {
  refuseExtremes(source)
  // Half a second of modules that a process which only serves pages never needs.
  const { renderTree } = await import('./markdown/render-tree.ts')
  return renderTree(source, language)
}
