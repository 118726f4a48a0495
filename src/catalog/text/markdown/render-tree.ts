import type { Root as HastRoot } from 'hast'
import type { Root } from 'mdast'
import rehypeKatex from 'rehype-katex'
import rehypeSanitize from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import remarkGfm from 'remark-gfm'
import remarkMath from 'remark-math'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import type { Heading } from '../../tables.ts'
import type { Rendered } from '../render-markdown.ts'
import { allowList } from './allow-list.ts'
import { callouts } from './callouts.ts'
import { highlightCode } from './code.ts'
import { displayedMath } from './displayed-math.ts'
import { headingIds } from './headings.ts'
import { linksAndPictures } from './links-and-pictures.ts'
import { markSeam, splitAtSeam } from './paywall.ts'
import { plainText } from './plain-text.ts'

/** The whole way from Markdown to two halves of clean HTML. */
export async function renderTree(source: string, language: string): Promise<Rendered> {
  const headings: Heading[] = []
  const assetIds = new Set<string>()
  const parser = unified().use(remarkParse).use(remarkGfm).use(remarkMath)
  const isChinese = language.startsWith('zh')
  const transformer = unified()
    .use(markSeam)
    .use(callouts, { language })
    .use(displayedMath, { source })
    .use(remarkRehype, {
      clobberPrefix: 'note-',
      footnoteLabel: isChinese ? '注释' : 'Notes',
      footnoteBackLabel: isChinese ? '回到正文' : 'Back to the text',
    })
    .use(linksAndPictures, { assetIds })
    .use(rehypeKatex, { output: 'mathml', trust: false, strict: 'ignore', maxExpand: 500 })
    .use(highlightCode)
    .use(headingIds, { found: headings })
  const tree = (await transformer.run(parser.parse(source) as Root)) as unknown as HastRoot
  const { free, paid, marked } = splitAtSeam(tree)
  const [cleanFree, cleanPaid] = [clean(free), clean(paid)]
  return {
    freeHtml: htmlOf(cleanFree),
    paidHtml: htmlOf(cleanPaid),
    freeText: plainText(cleanFree),
    paidText: plainText(cleanPaid),
    headings,
    assetIds: [...assetIds],
    marked,
  }
}

function clean(tree: HastRoot): HastRoot {
  return unified().use(rehypeSanitize, allowList).runSync(tree)
}

function htmlOf(tree: HastRoot): string {
  return unified().use(rehypeStringify).stringify(tree).trim()
}
