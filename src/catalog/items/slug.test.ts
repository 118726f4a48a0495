import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { slugOf, slugShape, tagSlugOf } from './slug.ts'

describe('a slug', () => {
  test.each([
    ['知识付费的底层逻辑', 'zhi-shi-fu-fei-de-di-ceng-luo-ji'],
    ['TypeScript 类型体操', 'typescript-lei-xing-ti-cao'],
    ['Café ÜBER ２０２６', 'cafe-uber-2026'],
    ['绿色旅行', 'lv-se-lv-xing'],
    ['🎉！？', ''],
    ["'; drop table items; --", 'drop-table-items'],
    ['../../etc/passwd', 'etc-passwd'],
  ])('of %s is %s', (title, slug) => {
    expect(slugOf(title)).toBe(slug)
  })

  test('is a plain word line for any title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (title) => {
        const slug = slugOf(title)
        expect(slug === '' || (slugShape.test(slug) && slug.length <= 80)).toBe(true)
      }),
    )
  })

  test('of a tag keeps its words and tells C from C++', () => {
    expect(['时间 管理', 'C++', 'C#', 'C', '.NET', '…'].map(tagSlugOf)).toEqual([
      '时间-管理',
      'c++',
      'c#',
      'c',
      '.net',
      null,
    ])
  })
})
