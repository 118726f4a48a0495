import { describe, expect, it } from 'vitest'
import { readFilter, withChoice } from './filter.ts'

describe('readFilter', () => {
  it('keeps what the catalogue knows and leaves the rest out', () => {
    const search = new URLSearchParams('kind=course&sort=evil&price=free&category=a&x=1')
    expect(readFilter(search)).toEqual({ kind: 'course', price: 'free', category: 'a' })
  })

  it('leaves out names that are too long to be one', () => {
    expect(readFilter(new URLSearchParams({ tag: 'x'.repeat(81) }))).toEqual({})
  })
})

describe('withChoice', () => {
  it('changes one choice and begins the list anew', () => {
    const search = new URLSearchParams('kind=course&after=abc')
    expect(withChoice(search, 'level', 'beginner')).toBe('/catalog?kind=course&level=beginner')
    expect(withChoice(search, 'kind', null)).toBe('/catalog')
  })
})
