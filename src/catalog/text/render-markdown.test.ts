import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderMarkdown } from './render-markdown.ts'

const ASSET = '0190f000-0000-7000-8000-000000000001'

async function html(source: string): Promise<string> {
  return (await renderMarkdown(source)).freeHtml
}

describe('what a text may look like', () => {
  test('headings begin at h2 and carry ids of their own Chinese words', async () => {
    const { freeHtml, headings } = await renderMarkdown(
      '# 一问\n\n## 二 答！\n\n## 二 答\n\n## ！？',
    )
    expect(headings).toEqual([
      { id: 's-一问', depth: 2, text: '一问' },
      { id: 's-二-答', depth: 2, text: '二 答！' },
      { id: 's-二-答-2', depth: 2, text: '二 答' },
      { id: 's-section', depth: 2, text: '！？' },
    ])
    expect(freeHtml).toContain('<h2 id="s-一问">一问</h2>')
  })

  test('code is coloured by class names, never by styles', async () => {
    const code = await html('```ts\nconst a = "x" // 注\n```')
    expect(code).toContain('<pre class="code" tabindex="0" data-language="ts"><code>')
    expect(code).toContain('<span class="tok-keyword">const</span>')
    expect(code).toContain('<span class="tok-comment">// 注</span>')
    expect(code).not.toContain('style')
  })

  test('code in an unknown or forged language is plain', async () => {
    expect(await html('```nosuch\n<b>\n```')).toContain('<code>&#x3C;b></code>')
    expect(await html('```constructor\nx\n```')).toContain('data-language="constructor"><code>x')
    expect(await html('```"onload=x\nx\n```')).toContain('data-language="text"')
  })

  test('formulas become MathML, inline and displayed', async () => {
    expect(await html('勾股 $a^2$')).toContain('<math><semantics><mrow><msup>')
    expect(await html('$$a^2$$')).toContain('<math display="block">')
    expect(await html('$$\na^2\n$$')).toContain('<math display="block">')
  })

  test('tables scroll in a box of their own and keep their alignment', async () => {
    const table = await html('| 甲 | 乙 |\n|:-:|--:|\n| 1 | 2 |')
    expect(table).toContain('<div class="table-scroll" tabindex="0"><table>')
    expect(table).toContain('<th align="center">甲</th>')
  })

  test('a quotation that begins with a kind is a call-out, named in the language', async () => {
    expect(await html('> [!NOTE]\n> 记住')).toContain(
      '<aside class="callout callout-note">\n<p class="callout-title">说明</p>\n<p>记住</p>',
    )
    expect(await html('> [!warning] 小心 **火**\n> 烫')).toContain('callout-warning')
    expect((await renderMarkdown('> [!TIP]\n> x', 'en')).freeHtml).toContain('>Tip</p>')
    expect(await html('> [!OTHER]\n> x')).toContain('<blockquote>')
  })

  test('a picture of ours waits for its address; alone in a paragraph it is a figure', async () => {
    const { freeHtml, assetIds } = await renderMarkdown(`![山](asset:${ASSET} "远 <山>")`)
    expect(freeHtml).toBe(
      `<figure><img data-asset="${ASSET}" alt="山"><figcaption>远 &#x3C;山></figcaption></figure>`,
    )
    expect(assetIds).toEqual([ASSET])
  })

  test('a picture from elsewhere is a link, for a page calls nobody', async () => {
    const remote = await html('![像素](https://spy.example/p.gif)')
    expect(remote).not.toContain('<img')
    expect(remote).toContain('href="https://spy.example/p.gif"')
    expect(remote).toContain('rel="nofollow noopener noreferrer"')
  })

  test('links outwards are not followed, links within are plain', async () => {
    expect(await html('[a](//b.example)')).toContain('rel="nofollow noopener noreferrer"')
    expect(await html('[a](/articles/x)')).toBe('<p><a href="/articles/x">a</a></p>')
    expect(await html('[a](#s-x)')).toBe('<p><a href="#s-x">a</a></p>')
  })

  test('the plain words hold no mark-up, formulas or note numbers', async () => {
    const { freeText } = await renderMarkdown(
      '# 题\n\n**粗**体[^1] $x^2$\n\n- 甲\n- 乙\n\n[^1]: 注',
    )
    expect(freeText).toBe('题\n粗体\n甲\n乙\n注释\n注')
  })
})

describe('the paywall marker', () => {
  test('cuts the text in two at the top level', async () => {
    const { freeHtml, paidHtml, freeText, paidText, marked } = await renderMarkdown(
      '免费\n\n<!--more-->\n\n付费',
    )
    expect([freeHtml, paidHtml]).toEqual(['<p>免费</p>', '<p>付费</p>'])
    expect([freeText, paidText, marked]).toEqual(['免费', '付费', true])
  })

  test('works right after a line, with spaces, and only the first time', async () => {
    const { freeHtml, paidHtml } = await renderMarkdown(
      '甲\n<!-- more -->\n乙\n\n<!--more-->\n\n丙',
    )
    expect([freeHtml, paidHtml]).toEqual(['<p>甲</p>', '<p>乙</p>\n<p>丙</p>'])
  })

  test.each([
    ['a fence', '```\n<!--more-->\n```'],
    ['a tilde fence', '~~~md\na\n\n<!--more-->\n\nb\n~~~'],
    ['a quotation', '> a\n>\n> <!--more-->\n>\n> b'],
    ['a list', '- a\n\n  <!--more-->\n\n  b'],
    ['indented code', 'a\n\n    <!--more-->\n\nb'],
    ['a sentence', 'a <!--more--> b'],
  ])('is none inside %s', async (_where, source) => {
    expect((await renderMarkdown(source)).marked).toBe(false)
  })

  test('divides the notes by who mentions them first and counts on', async () => {
    const source = '甲[^a]\n\n<!--more-->\n\n乙[^b] 丙[^a]\n\n[^a]: 公开\n[^b]: 秘密'
    const { freeHtml, paidHtml, freeText } = await renderMarkdown(source)
    expect(freeHtml).toContain('公开')
    expect(freeHtml).not.toContain('秘密')
    expect(freeText).not.toContain('秘密')
    expect(paidHtml).toContain('<ol start="2"><li id="note-fn-b">')
    expect(paidHtml).not.toContain('公开')
    expect((freeHtml + paidHtml).split('id="footnote-label"')).toHaveLength(2)
  })

  test('lets nothing after it into the free half, whatever is around it', async () => {
    const block = fc.constantFrom(
      '段落',
      '# 题',
      '- 列',
      '> 引',
      '```\nx\n```',
      '$$\nx\n$$',
      '| a |\n|-|',
      '[^n]',
      '***',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(block), fc.array(block), async (before, after) => {
        const source = [
          ...before,
          '<!--more-->',
          '秘CANARY',
          ...after,
          'CANARY',
          '[^n]: CANARY',
        ].join('\n\n')
        const { freeHtml, freeText, paidHtml, marked } = await renderMarkdown(source)
        expect(marked).toBe(true)
        expect(paidHtml).toContain('秘CANARY')
        if (before.includes('[^n]')) return
        expect(freeHtml + freeText).not.toContain('CANARY')
      }),
      { numRuns: 60 },
    )
  })
})

describe('a text too extreme to parse', () => {
  test.each([
    ['text.too_long', 'x'.repeat(200_001)],
    ['text.too_deep', `${'>'.repeat(500)}x`],
    ['text.too_deep', `${'- '.repeat(100)}x`],
    ['text.too_tangled', '*a_'.repeat(5000)],
    ['text.too_tangled', '[a]('.repeat(10_000)],
  ])('is refused as %s', async (code, source) => {
    await expect(renderMarkdown(source)).rejects.toMatchObject({ kind: 'invalid', code })
  })
})
