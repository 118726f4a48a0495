import { expect, it } from 'vitest'
import { parseForm } from './parse-form.ts'

it('nests by bracket, and tells a list by its whole-number names', () => {
  const text = 'a=1&b[c]=2&d[0][e]=3&d[1][e]=4&f[]=5&f[]=6&g[h][i][0]=7'
  expect(parseForm(text)).toEqual({
    a: '1',
    b: { c: '2' },
    d: [{ e: '3' }, { e: '4' }],
    f: ['5', '6'],
    g: { h: { i: ['7'] } },
  })
})

it('decodes what was encoded, brackets and all', () => {
  const text = 'name=%5B1%5D+%26+%22%E5%BC%95%22&price%5Bamount%5D=1999'
  expect(parseForm(text)).toEqual({ name: '[1] & "引"', price: { amount: '1999' } })
})

it('is empty for nothing, and null for what is not such a form', () => {
  expect(parseForm('')).toEqual({})
  for (const text of ['[a]=1', 'a[b=1', 'a]=1', 'a=1&a[b]=2', 'a[b]=2&a=1', 'a[b]c=1']) {
    expect(parseForm(text)).toBeNull()
  }
})

it('makes no prototype of a parameter', () => {
  const params = parseForm('__proto__[polluted]=1&constructor[prototype][x]=1')
  expect(Object.getPrototypeOf(params)).toBe(Object.prototype)
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})
