import type { Nodes } from 'hast'

const blocks = new Set([
  ...['p', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'td', 'th', 'pre', 'blockquote', 'aside'],
  ...['figcaption', 'figure', 'hr', 'br', 'div', 'section', 'ul', 'ol', 'table', 'tr'],
])
const silent = new Set(['math', 'sup', 'input', 'img'])

/** The words of a rendered text for search and snippets: no mark-up, formulas or note marks. */
export function plainText(tree: Nodes): string {
  const words: string[] = []
  gather(tree, words)
  return words
    .join('')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[\s]*/g, '\n')
    .trim()
}

function gather(node: Nodes, words: string[]): void {
  if (node.type === 'text') words.push(node.value)
  if (!('children' in node)) return
  if (node.type === 'element') {
    const isBackLink = 'dataFootnoteBackref' in node.properties
    if (silent.has(node.tagName) || isBackLink) return
  }
  const isBlock = node.type === 'element' && blocks.has(node.tagName)
  if (isBlock) words.push('\n')
  for (const child of node.children) gather(child, words)
  if (isBlock) words.push('\n')
}
