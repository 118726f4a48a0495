import type { Element, ElementContent, Root } from 'hast'
import { toString as textOf } from 'hast-util-to-string'
import type { BundledLanguage, Highlighter, ThemedToken } from 'shiki'
import { SKIP, visit } from 'unist-util-visit'

/** A longer block is data, not code to be read. */
const MAX_HIGHLIGHTED_CHARS = 40_000
const MAX_LINE_CHARS = 1000
/** On a busy machine the first line waits for the grammar's compilation; half a second is short. */
const LINE_TIME_LIMIT_MS = 10_000
const PREFIX = 'tok-'

type Shiki = { highlighter: Highlighter; theme: ReturnType<typeof themeOf> }
let shiki: Promise<Shiki> | null = null

/**
 * Colours code by class names (`tok-keyword`, …), not by inline styles, so that the page's content
 * security policy stays strict and one style sheet serves light and dark.
 */
export function highlightCode() {
  return async (tree: Root): Promise<void> => {
    const blocks: { pre: Element; code: Element }[] = []
    visit(tree, 'element', (pre) => {
      const code = pre.children[0]
      if (pre.tagName !== 'pre' || code?.type !== 'element' || code.tagName !== 'code') return
      blocks.push({ pre, code })
      return SKIP
    })
    for (const { pre, code } of blocks) await colour(pre, code)
  }
}

async function colour(pre: Element, code: Element): Promise<void> {
  const name = languageOf(code)
  const text = textOf(code).replace(/\n$/, '')
  pre.properties = { className: ['code'], tabIndex: 0, dataLanguage: name || 'text' }
  code.properties = {}
  code.children = await linesOf(text, name)
}

function languageOf(code: Element): string {
  const classes = Array.isArray(code.properties.className) ? code.properties.className : []
  const name = classes.map(String).find((each) => each.startsWith('language-'))
  return /^[\w+#-]{1,30}$/.exec(name?.slice('language-'.length) ?? '')?.[0].toLowerCase() ?? ''
}

async function linesOf(text: string, name: string): Promise<ElementContent[]> {
  const plain: ElementContent[] = [{ type: 'text', value: text }]
  if (name === '' || text.length > MAX_HIGHLIGHTED_CHARS) return plain
  const { bundledLanguages } = await import('shiki')
  if (!Object.hasOwn(bundledLanguages, name)) return plain
  const lang = name as BundledLanguage
  shiki ??= loadShiki()
  const { highlighter, theme } = await shiki
  await highlighter.loadLanguage(lang)
  const limits = { tokenizeMaxLineLength: MAX_LINE_CHARS, tokenizeTimeLimit: LINE_TIME_LIMIT_MS }
  const options = { lang, theme, ...limits }
  return highlighter.codeToTokensBase(text, options).flatMap((tokens, index): ElementContent[] => {
    const content = tokens.map(spanOf)
    return index === 0 ? content : [{ type: 'text', value: '\n' }, ...content]
  })
}

/**
 * Loaded when the first code is saved: a process that only serves pages never needs it. The engine
 * in JavaScript takes no memory for a second one in WebAssembly, whose loader stumbles over the
 * HTTP server's own Response.
 */
async function loadShiki(): Promise<Shiki> {
  const { createCssVariablesTheme, createHighlighter } = await import('shiki')
  const { createJavaScriptRegexEngine } = await import('shiki/engine/javascript')
  const theme = themeOf(createCssVariablesTheme)
  const engine = createJavaScriptRegexEngine({ forgiving: true })
  return { theme, highlighter: await createHighlighter({ themes: [theme], langs: [], engine }) }
}

function themeOf(create: typeof import('shiki').createCssVariablesTheme) {
  return create({ name: 'css-variables', variablePrefix: `--${PREFIX}` })
}

function spanOf({ content, color }: ThemedToken): ElementContent {
  const value = { type: 'text' as const, value: content }
  const name = /^var\(--(tok-[a-z-]+)\)$/.exec(color ?? '')?.[1]
  if (!name?.startsWith(`${PREFIX}token-`)) return value
  const className = [name.replace(`${PREFIX}token-`, PREFIX)]
  return { type: 'element', tagName: 'span', properties: { className }, children: [value] }
}
