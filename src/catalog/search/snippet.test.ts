import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { snippetOf } from './snippet.ts'

describe('a snippet', () => {
  test('marks the words of the query, neighbours as one', () => {
    expect(snippetOf('谈谈知识付费的产品。', '知识付费')).toBe('谈谈<mark>知识付费</mark>的产品。')
    expect(snippetOf('Running tests, TESTED twice', 'test run')).toBe(
      '<mark>Running</mark> <mark>tests</mark>, <mark>TESTED</mark> twice',
    )
    expect(snippetOf('contest', 'test')).toBe('contest')
  })

  test('is cut around the first place', () => {
    const text = `${'前'.repeat(200)}时间管理${'后'.repeat(200)}`
    const snippet = snippetOf(text, '时间管理')
    expect(snippet).toMatch(/^…前{30}<mark>时间管理<\/mark>后+…$/)
    expect(snippetOf('开头'.repeat(100), '没有')).toMatch(/^开头.*…$/)
  })

  test('is safe whatever the text and the query are', () => {
    const nasty = fc.oneof(
      fc.constantFrom('<b>', '&amp;', '"', '<mark>', '</mark>', '<script>alert(1)</script>'),
      fc.constantFrom('知识', '付费', 'test', ' ', '𠮷', 'İ', 'ﬁ'),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    )
    const text = fc.array(nasty, { maxLength: 60 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, text, (body, query) => {
        const html = snippetOf(body, query)
        const bare = html.replaceAll(/<mark>([^<>]*)<\/mark>/g, '$1')
        expect(bare).not.toMatch(/[<>"']/)
        const words = bare
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&')
          .replace(/^…|…$/g, '')
        expect(body.replace(/\s+/g, ' ')).toContain(words.replace(/…$/, ''))
      }),
      { numRuns: 300 },
    )
  })
})
