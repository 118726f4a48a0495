import type { Element, Root } from 'hast'
import { visit } from 'unist-util-visit'
import type { Heading } from '../../tables.ts'
import { plainText } from './plain-text.ts'

/** The page's title is the only h1. */
const TOP_DEPTH = 2
/** A prefix that no property of `window` or `document` has, so that no id can shadow one. */
const PREFIX = 's-'

/** Gives each heading an id made of its own words, Chinese kept, and lists them into `found`. */
export function headingIds({ found }: { found: Heading[] }) {
  return (tree: Root): void => {
    const taken = new Map<string, number>()
    visit(tree, 'element', (node) => {
      const depth = /^h([1-6])$/.exec(node.tagName)?.[1]
      if (!depth || isNotesTitle(node)) return
      const text = plainText(node).replaceAll('\n', ' ')
      const id = unused(PREFIX + slugOf(text), taken)
      node.tagName = `h${Math.max(TOP_DEPTH, Number(depth))}`
      node.properties.id = id
      if (text) found.push({ id, depth: Math.max(TOP_DEPTH, Number(depth)), text })
    })
  }
}

function isNotesTitle(node: Element): boolean {
  return node.properties.id === 'footnote-label'
}

function slugOf(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.join('-').slice(0, 60) || 'section'
}

/** The first `x` is `x`, then `x-2`, `x-3`: in one step each, however many there are. */
function unused(id: string, taken: Map<string, number>): string {
  const count = (taken.get(id) ?? 0) + 1
  taken.set(id, count)
  return count === 1 ? id : unused(`${id}-${count}`, taken)
}
