import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { didYouMean, editDistance } from './did-you-mean.ts'

const phrases = ['知识付费的底层逻辑', 'TypeScript 类型体操', '时间管理', 'JavaScript']

describe('what may have been meant', () => {
  test.each([
    ['知识付肥', '知识付费'],
    ['实践管理', '时间管理'],
    ['时间管里', '时间管理'],
    ['javscript', 'JavaScript'],
    ['tpyescript', 'TypeScript'],
    ['shijianguanli', null],
    ['JavaScript', null],
    ['量子力学', null],
    ['a', null],
    ['', null],
  ])('by %s is %s', (query, meant) => {
    expect(didYouMean(query, phrases)).toBe(meant)
  })
})

test('the distance counts edits and is the same both ways', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3)
  expect(editDistance('ab', 'ba')).toBe(1)
  expect(editDistance('abc', 'abcdefgh', 2)).toBe(3)
  const word = fc.string({ maxLength: 12 })
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a))
      expect(editDistance(a, b) === 0).toBe(a === b)
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
    }),
  )
})
