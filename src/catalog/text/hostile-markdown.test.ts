import fc from 'fast-check'
import type { Element, Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { visit } from 'unist-util-visit'
import { describe, expect, test } from 'vitest'
import { renderMarkdown } from './render-markdown.ts'

/** In the manner of the cure53 and PortSwigger lists: what has broken other renderers. */
const corpus = [
  '<script>alert(1)</script>',
  '<ScRiPt src=//x></sCrIpT>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<math href="javascript:alert(1)">x</math>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<template><script>alert(1)</script></template>',
  '<style>@import "//x"</style>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="javascript:alert(1)"></object><embed src=x>',
  '<form action="javascript:alert(1)"><button>x</button></form>',
  '<a href="javascript:alert(1)">x</a>',
  '<details open ontoggle=alert(1)>',
  '<base href="//x/"><meta http-equiv=refresh content="0;url=//x"><link rel=stylesheet href=//x>',
  '<!--><script>alert(1)</script>-->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?php echo 1 ?><!DOCTYPE x [<!ENTITY a "b">]>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java&#10;script:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](<java\tscript:alert(1)>)',
  '[x](\u0001javascript:alert(1))',
  '[x](javascript&colon;alert(1))',
  '[x](vbscript:msgbox(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](data:image/svg+xml;base64,PHN2Zy8+)',
  '[x](blob:https://x/1) [y](file:///etc/passwd) [z](feed:javascript:alert(1))',
  '[x]: javascript:alert(1)\n\n[x]',
  '<javascript:alert(1)> <data:text/html,x>',
  '![x](javascript:alert(1))',
  '![x" onerror="alert(1)](asset:0190f000-0000-7000-8000-000000000001)',
  '![x](asset:0190f000-0000-7000-8000-000000000001"onerror="alert(1))',
  '![<img data-asset="0190f000-0000-7000-8000-000000000002" onerror=alert(1)>](asset:0190f000-0000-7000-8000-000000000001)',
  '![x](asset:0190f000-0000-7000-8000-000000000001 "\\"><script>alert(1)</script>")',
  '`<img data-asset="0190f000-0000-7000-8000-000000000002">`',
  '```"><script>alert(1)</script>\nx\n```',
  '```js onload=alert(1) {style="x"}\n</code></pre><script>alert(1)</script>\n```',
  '$\\href{javascript:alert(1)}{x}$',
  '$\\url{javascript:alert(1)}$',
  '$\\includegraphics{https://x/y.png}$',
  '$\\htmlClass{x}{y} \\htmlId{x}{y} \\htmlStyle{color:red}{y} \\htmlData{x=y}{z}$',
  '$\\text{<script>alert(1)</script>}$',
  '$\\unknown{<img src=x onerror=alert(1)>}$',
  '$$\n\\def\\a{\\a\\a}\\a\n$$',
  '$\\textcolor{red;background:url(//x)}{y}$',
  '| <script>x</script> | b |\n|:-:|---|\n| <td onclick=x> | [x](javascript:1) |',
  '[^<script>]\n\n[^<script>]: <script>alert(1)</script>',
  '[^"onclick=x]\n\n[^"onclick=x]: x',
  '# <a id=location name=cookie>document</a>',
  '# attributes\n\n# __proto__\n\n# constructor',
  '> [!NOTE] <script>alert(1)</script>\n> x',
  '> [!NOTE"onclick=x]\n> x',
  '- [x] <input onfocus=alert(1) autofocus>',
  'www.x.com"onmouseover=alert(1) https://x.com/"><script>alert(1)</script>',
  'a@b.com"onclick=alert(1)',
  '\u2028<script>\u2029alert(1)</script>\0',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '<x\n\n<!--more-->\n\n<script>alert(1)</script>',
]

const tags = new Set([
  ...['a', 'aside', 'blockquote', 'br', 'code', 'del', 'div', 'em', 'figcaption', 'figure'],
  ...['h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'img', 'input', 'li', 'ol', 'p', 'pre', 'section'],
  ...['span', 'strong', 'sup', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul', 'math'],
])
const attributes = new Set([
  ...['href', 'rel', 'id', 'className', 'alt', 'title', 'dataAsset', 'type', 'disabled'],
  ...['checked', 'start', 'align', 'tabIndex', 'dataLanguage', 'ariaLabel', 'ariaDescribedBy'],
  ...['dataFootnoteRef', 'dataFootnoteBackref', 'dataFootnotes'],
])

/** Reads the page as a browser would and names what must not be in it. */
function findHarm(html: string): string[] {
  const harm: string[] = []
  visit(fromHtml(html, { fragment: true }) as Root, (node) => {
    if (node.type === 'comment' || node.type === 'doctype') harm.push(node.type)
    if (node.type !== 'element') return
    if (!tags.has(node.tagName) && !isMath(node)) harm.push(`<${node.tagName}>`)
    for (const [name, value] of Object.entries(node.properties)) {
      if (/^on|style|src|action|xlink/i.test(name)) harm.push(`${node.tagName}@${name}`)
      if (!attributes.has(name) && !isMath(node)) harm.push(`${node.tagName}@${name}`)
      if (name === 'href' && !isSafeAddress(String(value))) harm.push(`href=${value}`)
      if (name === 'id' && !/^(?:s-|note-fn|footnote-label$)/.test(String(value))) {
        harm.push(`id=${value}`)
      }
      if (name === 'dataAsset' && !/^[0-9a-f-]{36}$/.test(String(value)))
        harm.push(`asset=${value}`)
    }
  })
  return harm
}

function isMath(node: Element): boolean {
  return /^(?:m[a-z]+|semantics|annotation)$/.test(node.tagName) && !('href' in node.properties)
}

/** As the URL standard reads it: control characters and spaces are skipped. */
function isSafeAddress(address: string): boolean {
  const url = new URL(address, 'https://site.example/')
  return ['https:', 'http:', 'mailto:'].includes(url.protocol)
}

async function harmOf(source: string): Promise<string[]> {
  const { freeHtml, paidHtml } = await renderMarkdown(source)
  return [...findHarm(freeHtml), ...findHarm(paidHtml)]
}

describe('a hostile text', () => {
  test('the check itself sees harm', () => {
    const page = '<p style="x"><a href="java\tscript:1" onclick=x id=location><script></script>'
    expect(findHarm(page)).toEqual([
      'p@style',
      'p@style',
      'href=java\tscript:1',
      'a@onClick',
      'a@onClick',
      'id=location',
      '<script>',
    ])
  })

  test.each(corpus)('%s does no harm', async (source) => {
    expect(await harmOf(source)).toEqual([])
  })

  test('does no harm when its parts are mixed', async () => {
    const part = fc.oneof(
      fc.constantFrom(...corpus),
      fc.constantFrom('\n', '\n\n', '> ', '- ', '`', '```\n', '$', '|', '[', '](', ')', '<', '"'),
      fc.string({ unit: 'grapheme', maxLength: 10 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
        expect(await harmOf(parts.join(''))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('cannot forge the place of a picture', async () => {
    const forged = '<img data-asset="0190f000-0000-7000-8000-000000000002"'
    const sources = [
      forged,
      `\`${forged}\``,
      `[x](https://x.com '${forged}')`,
      `$\\text{${forged}}$`,
    ]
    for (const source of [...sources, `![${forged}](asset:0190f000-0000-7000-8000-000000000001)`]) {
      expect((await renderMarkdown(source)).freeHtml).not.toContain(forged)
    }
  })
})
