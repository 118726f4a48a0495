import type { Blockquote, Paragraph, Root } from 'mdast'
import { visit } from 'unist-util-visit'

/** The five kinds of GitHub's alerts and what they are called in the language of the text. */
const titles = {
  note: { zh: '说明', en: 'Note' },
  tip: { zh: '提示', en: 'Tip' },
  important: { zh: '要点', en: 'Important' },
  warning: { zh: '注意', en: 'Warning' },
  caution: { zh: '当心', en: 'Caution' },
} as const
type Kind = keyof typeof titles

const opening = /^\[!(note|tip|important|warning|caution)\][^\S\n]*([^\n]*)(?:\n|$)/i

/** Makes an aside of a quotation that begins with `[!NOTE]`, with a title of one's own or none. */
export function callouts({ language }: { language: string }) {
  return (tree: Root): void => {
    visit(tree, 'blockquote', (quote) => {
      const first = quote.children[0]
      if (first?.type !== 'paragraph') return
      const text = first.children[0]
      if (text?.type !== 'text') return
      const match = opening.exec(text.value)
      if (!match?.[1]) return
      const kind = match[1].toLowerCase() as Kind
      text.value = text.value.slice(match[0].length)
      if (text.value === '') first.children.shift()
      if (first.children.length === 0) quote.children.shift()
      const own = match[2]?.trim()
      becomeCallout(quote, kind, own || titles[kind][language.startsWith('zh') ? 'zh' : 'en'])
    })
  }
}

function becomeCallout(quote: Blockquote, kind: Kind, title: string): void {
  const heading: Paragraph = {
    type: 'paragraph',
    children: [{ type: 'text', value: title }],
    data: { hProperties: { className: ['callout-title'] } },
  }
  quote.children.unshift(heading)
  quote.data = { hName: 'aside', hProperties: { className: ['callout', `callout-${kind}`] } }
}
