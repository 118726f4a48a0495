import type { Root } from 'mdast'
import { visit } from 'unist-util-visit'

/** A paragraph that is `$$…$$` on one line is a displayed formula, as people expect. */
export function displayedMath({ source }: { source: string }) {
  return (tree: Root): void => {
    visit(tree, 'paragraph', ({ children: [only, ...others] }) => {
      if (only?.type !== 'inlineMath' || others.length > 0) return
      if (!source.slice(only.position?.start.offset).startsWith('$$')) return
      only.data = { ...only.data, hProperties: { className: ['math-display'] } }
    })
  }
}
